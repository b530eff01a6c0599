/** The hands of federation, and what people see of it. */
@NullMarked
package io.plumbline.activities.federation;

import org.jspecify.annotations.NullMarked;
