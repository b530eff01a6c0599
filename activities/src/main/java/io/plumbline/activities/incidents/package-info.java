/** What people are told of: once when it breaks, once when it is over. */
@NullMarked
package io.plumbline.activities.incidents;

import org.jspecify.annotations.NullMarked;
