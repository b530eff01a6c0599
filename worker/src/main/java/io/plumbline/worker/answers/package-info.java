/** How long somebody who waits for an answer waits for what it is made of: the database, and Temporal. */
@NullMarked
package io.plumbline.worker.answers;

import org.jspecify.annotations.NullMarked;
