/** How the HTTP side says no: RFC 9457 problem details (E6). */
@NullMarked
package io.plumbline.worker.http;

import org.jspecify.annotations.NullMarked;
