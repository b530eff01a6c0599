package io.plumbline.worker.health;

import io.plumbline.activities.reconcile.Freshness;
import io.plumbline.worker.security.Caller;
import java.util.List;

/**
 * One page of the table of workspaces.
 *
 * @param search a part of the id or name; empty is all
 * @param total how many the search finds
 * @param page counts from 1
 */
record WorkspaceTable(String search, int total, int page, List<Freshness> rows) {

    private static final int PAGE_SIZE = 50;
    private static final int LONGEST_SEARCH = 100;

    /** A page past the last is the last. */
    static WorkspaceTable find(MissedRuns missedRuns, Caller caller, String typed, int wanted) {
        var search = search(typed);
        var total = missedRuns.count(caller.workspaces(), search);
        var page = Math.max(1, Math.min(wanted, pages(total)));
        var rows = missedRuns.worst(caller.workspaces(), search, (page - 1) * PAGE_SIZE, PAGE_SIZE);
        return new WorkspaceTable(search, total, page, rows);
    }

    private static String search(String typed) {
        var clean = typed.replace("\0", "").strip(); // PostgreSQL has no such character
        return clean.substring(0, Math.min(clean.length(), LONGEST_SEARCH));
    }

    private static int pages(int total) {
        return Math.max(1, (total + PAGE_SIZE - 1) / PAGE_SIZE);
    }

    public int pages() {
        return pages(total);
    }

    /** The number of the first row, counted over all pages. */
    public int from() {
        return (page - 1) * PAGE_SIZE + 1;
    }

    public int to() {
        return from() + rows.size() - 1;
    }
}
