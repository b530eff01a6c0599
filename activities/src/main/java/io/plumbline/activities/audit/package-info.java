/** Who did what. */
@NullMarked
package io.plumbline.activities.audit;

import org.jspecify.annotations.NullMarked;
