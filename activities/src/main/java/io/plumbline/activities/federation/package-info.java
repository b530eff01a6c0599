/** The hands of federation: how members reach the players. */
@NullMarked
package io.plumbline.activities.federation;

import org.jspecify.annotations.NullMarked;
