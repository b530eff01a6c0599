/** Finds contacts that went quiet because a webhook was missed, and flags them. Requirements A1 to A17. */
@NullMarked
package io.plumbline.workflows.reconcile;

import org.jspecify.annotations.NullMarked;
