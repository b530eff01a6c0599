/** What the webhooks of all partners have in common: how they are signed. */
@NullMarked
package io.plumbline.worker.webhooks;

import org.jspecify.annotations.NullMarked;
