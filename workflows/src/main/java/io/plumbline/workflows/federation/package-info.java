/** Members of an outside registry become players of our organisations. Requirements C1 to C23. */
@NullMarked
package io.plumbline.workflows.federation;

import org.jspecify.annotations.NullMarked;
