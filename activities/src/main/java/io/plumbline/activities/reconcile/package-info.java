/** The hands of reconcile, and what people read about its runs. */
@NullMarked
package io.plumbline.activities.reconcile;

import org.jspecify.annotations.NullMarked;
