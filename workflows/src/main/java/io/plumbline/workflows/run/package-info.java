/** The words that every sync shares. Part of every replay, so it changes seldom. */
@NullMarked
package io.plumbline.workflows.run;

import org.jspecify.annotations.NullMarked;
