package io.plumbline.activities.failures;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which failures a person means: some by id, or all of a group.
 *
 * @param scope of these
 */
public record FailureSelection(List<Long> ids, @Nullable String fingerprint, FailureScope scope) {}
