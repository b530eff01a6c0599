/** Someone asks for products: the API, the page, the buttons; and what keeps their schedule going. */
@NullMarked
package io.plumbline.worker.products;

import org.jspecify.annotations.NullMarked;
