package io.plumbline.activities.federation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One sync with what it did, field by field (C22). */
public record SyncDetail(
        SyncHistoryRow sync,
        Listed<SetAside> setAside,
        Listed<SyncEntry.Change> changes,
        Listed<SyncEntry.Conflict> conflicts) {

    /**
     * A member whose record was malformed (C9).
     *
     * @param memberId as the federation calls it; null where that could not be read
     * @param error what is wrong with it
     */
    public record SetAside(
            @Nullable String memberId, @Nullable String error) {}

    /**
     * The first of many.
     *
     * @param count how many there are
     * @param more whether some are left out
     * @param items the first of them
     */
    public record Listed<T>(int count, boolean more, List<T> items) {

        static <T> Listed<T> of(int count, List<T> items) {
            return new Listed<>(count, count > items.size(), items);
        }
    }
}
