/** Keeps the products of a paged feed in sync: the schedule, one run, and the rule of when the next one is due. */
@NullMarked
package io.plumbline.workflows.products;

import org.jspecify.annotations.NullMarked;
