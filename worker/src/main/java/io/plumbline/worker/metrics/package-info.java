/** What the gauges of all features have in common. */
@NullMarked
package io.plumbline.worker.metrics;

import org.jspecify.annotations.NullMarked;
