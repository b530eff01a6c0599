package io.plumbline.worker.federation;

import io.plumbline.activities.federation.ConnectedOrganizations;
import io.plumbline.activities.federation.FederationSummary;
import io.plumbline.activities.federation.OrganizationFreshness;
import io.plumbline.activities.federation.OrganizationSelection;
import io.plumbline.worker.security.Caller;
import java.util.List;

/**
 * One page of the table of connected organisations.
 *
 * @param page counts from 1
 * @param summary of all that the search finds
 */
record OrganizationTable(
        OrganizationSelection selection, FederationSummary summary, int page, List<OrganizationFreshness> rows) {

    private static final int PAGE_SIZE = 50;
    private static final int LONGEST_SEARCH = 100;

    /** A page past the last is the last. */
    static OrganizationTable find(
            ConnectedOrganizations organizations, Caller caller, String connectorId, String search, int wanted) {
        var selection = new OrganizationSelection(caller.organizations(), clean(connectorId), clean(search));
        var summary = organizations.summary(selection);
        var page = Math.max(1, Math.min(wanted, pages(summary.organizations())));
        return new OrganizationTable(
                selection, summary, page, organizations.freshness(selection, (page - 1) * PAGE_SIZE, PAGE_SIZE));
    }

    private static String clean(String typed) {
        var clean = typed.replace("\0", "").strip(); // PostgreSQL has no such character
        return clean.substring(0, Math.min(clean.length(), LONGEST_SEARCH));
    }

    private static int pages(int total) {
        return Math.max(1, (total + PAGE_SIZE - 1) / PAGE_SIZE);
    }

    public int total() {
        return summary.organizations();
    }

    public int pages() {
        return pages(total());
    }

    /** The number of the first row, counted over all pages. */
    public int from() {
        return (page - 1) * PAGE_SIZE + 1;
    }

    public int to() {
        return from() + rows.size() - 1;
    }

    /** Whether all are meant, and none were left out by what was typed. */
    public boolean unfiltered() {
        return selection.search().isEmpty() && selection.connectorId().isEmpty();
    }
}
