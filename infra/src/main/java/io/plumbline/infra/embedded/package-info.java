/** The parts that run inside or beside this process when no outside address is set for them. */
@NullMarked
package io.plumbline.infra.embedded;

import org.jspecify.annotations.NullMarked;
