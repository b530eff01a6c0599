/** The ways in of federation, and what people see of it. */
@NullMarked
package io.plumbline.worker.federation;

import org.jspecify.annotations.NullMarked;
