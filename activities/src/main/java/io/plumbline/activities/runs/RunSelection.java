package io.plumbline.activities.runs;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are wanted, of those that somebody may see.
 *
 * @param kind null is all
 * @param status null is all
 * @param tenant the id of a workspace or an organisation; null is all
 * @param workspaces only the runs of these workspaces; null is all
 * @param organizations only the runs of these organisations; null is all. The products are of neither: they are for those
 *     who may see all of both
 */
public record RunSelection(
        @Nullable RunKind kind,
        @Nullable RunStatus status,
        @Nullable String tenant,
        @Nullable Collection<String> workspaces,
        @Nullable Collection<String> organizations) {}
