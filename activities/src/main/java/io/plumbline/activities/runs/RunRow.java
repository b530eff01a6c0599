package io.plumbline.activities.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One run of one of the syncs.
 *
 * @param at when it began; of a conversation, when it was saved
 * @param tenant the workspace or the organisation; null of products
 * @param partner the connector; null of others than federation
 * @param subject the member or the phone that it was of; null when it was of all
 * @param trigger what began it
 * @param duration null while it runs, and where nobody measures it
 * @param workflowId empty where it is not known
 * @param counts what it did; {@link #did} has the words
 * @param note what people should know of it
 */
public record RunRow(
        RunKind kind,
        long id,
        Instant at,
        @Nullable String tenant,
        @Nullable String partner,
        @Nullable String subject,
        String trigger,
        RunStatus status,
        @Nullable String error,
        @Nullable Duration duration,
        String workflowId,
        String runId,
        List<Integer> counts,
        @Nullable String note) {

    /** Like {@code 12 stale, 5 flagged}; only what is not zero, and nothing of one that did nothing. */
    public String did() {
        return IntStream.range(0, counts.size())
                .filter(n -> counts.get(n) != 0)
                .mapToObj(n -> String.format(
                        Locale.ROOT, "%,d %s", counts.get(n), kind.counted().get(n)))
                .collect(Collectors.joining(", "));
    }

    /** Where the list goes on after this one. */
    public RunCursor cursor() {
        return new RunCursor(at, kind, id);
    }
}
