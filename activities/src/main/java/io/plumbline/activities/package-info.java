/** The hands: what the workflows have done in the database and at partners. */
@NullMarked
package io.plumbline.activities;

import org.jspecify.annotations.NullMarked;
