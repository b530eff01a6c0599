/** The runs of all syncs in one list. */
@NullMarked
package io.plumbline.worker.runs;

import org.jspecify.annotations.NullMarked;
