/** The process: main, registration, HTTP, security. Imported by nobody. */
@NullMarked
package io.plumbline.worker;

import org.jspecify.annotations.NullMarked;
