/** The hands of federation: the queue, the client of the registry, and what is written to players. */
@NullMarked
package io.plumbline.activities.federation;

import org.jspecify.annotations.NullMarked;
