/** Which parts of the program this process runs. */
@NullMarked
package io.plumbline.worker.roles;

import org.jspecify.annotations.NullMarked;
