/** The runs of all syncs in one list. */
@NullMarked
package io.plumbline.activities.runs;

import org.jspecify.annotations.NullMarked;
