package io.plumbline.worker.federation;

import io.plumbline.activities.federation.SyncHistoryReader;
import io.plumbline.activities.federation.SyncHistoryRow;
import io.plumbline.worker.http.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the syncs of an organisation, the newest first.
 *
 * @param older the cursor of the next page; null on the last one
 */
record SyncList(List<SyncHistoryRow> rows, @Nullable Long older) {

    private static final int ROWS = 20;

    static SyncList of(SyncHistoryReader history, String organizationId, String connectorId, @Nullable Long before) {
        var page = Slice.of(history.list(organizationId, connectorId, before, ROWS + 1), ROWS);
        return new SyncList(
                page.rows(), page.last() == null ? null : page.last().id());
    }
}
