/** What Plumbline costs, as ratios to a baseline that is measured in the same run. */
@NullMarked
package io.plumbline.bench;

import org.jspecify.annotations.NullMarked;
