package io.plumbline.activities.failures;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which failures a person means: some by id, or all of a group.
 *
 * @param workspaces only these; null is all
 */
public record FailureSelection(
        List<Long> ids,
        @Nullable String fingerprint,
        @Nullable Collection<String> workspaces) {}
