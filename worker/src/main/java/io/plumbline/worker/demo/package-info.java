/** Data to try Plumbline with. */
@NullMarked
package io.plumbline.worker.demo;

import org.jspecify.annotations.NullMarked;
