package io.plumbline.worker.federation;

import io.plumbline.activities.federation.SyncHistoryReader;
import io.plumbline.activities.federation.SyncHistoryRow;
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
        var rows = history.list(organizationId, connectorId, before, ROWS);
        return new SyncList(rows, rows.size() == ROWS ? rows.get(ROWS - 1).id() : null);
    }
}
