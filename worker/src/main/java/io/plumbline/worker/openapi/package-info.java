/** The description of the HTTP API, made from the code (E7). */
@NullMarked
package io.plumbline.worker.openapi;

import org.jspecify.annotations.NullMarked;
