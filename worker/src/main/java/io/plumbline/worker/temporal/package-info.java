/** The connection to Temporal: the workers' start and end, and whether it answers. */
@NullMarked
package io.plumbline.worker.temporal;

import org.jspecify.annotations.NullMarked;
