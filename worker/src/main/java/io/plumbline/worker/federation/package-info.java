/** Federation as the world asks for it: webhooks in, and who works on the task queue. */
@NullMarked
package io.plumbline.worker.federation;

import org.jspecify.annotations.NullMarked;
