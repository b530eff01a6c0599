/** What the others stand on. Imports nothing of ours. */
@NullMarked
package io.plumbline.infra;

import org.jspecify.annotations.NullMarked;
