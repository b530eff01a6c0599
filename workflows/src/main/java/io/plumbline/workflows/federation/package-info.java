/** Members of a federation become players here, and stay true to it without losing what people edited. Requirements C1 to C23. */
@NullMarked
package io.plumbline.workflows.federation;

import org.jspecify.annotations.NullMarked;
