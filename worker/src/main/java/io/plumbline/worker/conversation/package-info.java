/** The bot saves, messages arrive: the ways in of conversation, and what keeps its syncs going. */
@NullMarked
package io.plumbline.worker.conversation;

import org.jspecify.annotations.NullMarked;
