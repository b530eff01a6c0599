/** The failure inbox: what people do about what could not be done. */
@NullMarked
package io.plumbline.worker.failures;

import org.jspecify.annotations.NullMarked;
