/** Tells people of incidents. */
@NullMarked
package io.plumbline.worker.incidents;

import org.jspecify.annotations.NullMarked;
