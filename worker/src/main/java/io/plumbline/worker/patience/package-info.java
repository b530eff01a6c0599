/** How long whoever needs the database or Temporal waits for it: an answer, and an activity. */
@NullMarked
package io.plumbline.worker.patience;

import org.jspecify.annotations.NullMarked;
