/** A bot's conversation state reaches the contact. Requirements B1 to B11. */
@NullMarked
package io.plumbline.workflows.conversation;

import org.jspecify.annotations.NullMarked;
