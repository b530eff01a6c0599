/** The feed is read, and products, sessions and the wishes for the schedule are written. */
@NullMarked
package io.plumbline.activities.products;

import org.jspecify.annotations.NullMarked;
