/** What happens and when. Pure: no clock, no random, no I/O; imports none of ours. */
@NullMarked
package io.plumbline.workflows;

import org.jspecify.annotations.NullMarked;
