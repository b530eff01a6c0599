/** Secrets of others that our tables keep: sealed at rest. */
@NullMarked
package io.plumbline.activities.secrets;

import org.jspecify.annotations.NullMarked;
