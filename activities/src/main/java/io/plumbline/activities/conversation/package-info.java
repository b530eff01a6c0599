/** The hands of conversation: what the bot saves, and how it reaches the contact. */
@NullMarked
package io.plumbline.activities.conversation;

import org.jspecify.annotations.NullMarked;
