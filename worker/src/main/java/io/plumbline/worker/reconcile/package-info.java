/** Someone asks for reconcile: the schedule, the API, the registration of its worker. */
@NullMarked
package io.plumbline.worker.reconcile;

import org.jspecify.annotations.NullMarked;
