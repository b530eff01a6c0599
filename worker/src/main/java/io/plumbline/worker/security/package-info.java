/** Who may see and do what. */
@NullMarked
package io.plumbline.worker.security;

import org.jspecify.annotations.NullMarked;
