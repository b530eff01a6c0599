/** What several repositories need of the database beyond jOOQ. */
@NullMarked
package io.plumbline.activities.database;

import org.jspecify.annotations.NullMarked;
