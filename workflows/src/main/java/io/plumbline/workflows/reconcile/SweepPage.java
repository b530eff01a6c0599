package io.plumbline.workflows.reconcile;

import java.util.Collection;
import java.util.List;

/**
 * A page of active workspaces, in order of id, of which those with nothing to flag have been settled.
 *
 * @param quiet the totals of the settled ones
 * @param due the others
 * @param inFlight how many of these may be worked on at a time
 * @param last the last id of the page; the next page begins after it
 * @param morePages whether there may be workspaces after that
 */
public record SweepPage(SweepTotals quiet, List<String> due, int inFlight, String last, boolean morePages) {

    static final SweepPage BEFORE_THE_FIRST = new SweepPage(SweepTotals.NONE, List.of(), 1, "", true);

    SweepPage withDue(Collection<String> remaining) {
        return new SweepPage(quiet, List.copyOf(remaining), inFlight, last, morePages);
    }
}
