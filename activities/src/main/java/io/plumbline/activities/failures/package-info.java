/** What could not be done and waits for a person or a replay. */
@NullMarked
package io.plumbline.activities.failures;

import org.jspecify.annotations.NullMarked;
