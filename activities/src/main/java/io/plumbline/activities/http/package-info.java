/** How partners are asked over HTTP: within bounds of time and size. */
@NullMarked
package io.plumbline.activities.http;

import org.jspecify.annotations.NullMarked;
