/** The parts that are started when no outside address is set for them. */
@NullMarked
package io.plumbline.worker.embedded;

import org.jspecify.annotations.NullMarked;
