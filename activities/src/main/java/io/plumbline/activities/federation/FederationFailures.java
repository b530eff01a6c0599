package io.plumbline.activities.federation;

import io.plumbline.activities.incidents.Incidents;
import io.plumbline.activities.incidents.Incidents.Incident;
import io.plumbline.workflows.federation.SyncJob;
import java.time.Instant;
import org.jooq.DSLContext;

/** Tells an organisation's admins what they have to see to (C10, C14). In the transaction of the caller. */
final class FederationFailures {

    private FederationFailures() {}

    /** A sync has failed for good: one incident of the organisation, however many of its members' syncs do. */
    static void record(DSLContext tx, SyncJob job, String reason, Instant now) {
        var connection = Connections.require(tx, job.connectorId(), job.organizationId());
        Incidents.open(
                tx,
                new Incident(
                        cause(job),
                        connection.adminEmails(),
                        "Members of " + job.organizationId() + " are not synced with " + job.connectorId(),
                        "The sync" + (job.memberId() == null ? "" : " of member " + job.memberId()) + " was given up: "
                                + reason
                                + "\n\nThe next nightly sync tries again; until then members are" + " as they were."),
                now);
    }

    /** A sync of the whole organisation came through; one of a member says nothing of those that failed. */
    static void over(DSLContext tx, SyncJob job, Instant now) {
        Incidents.over(tx, cause(job), now);
        Incidents.overBelow(tx, cause(job) + "/members/", now); // of the release before, one for each member
    }

    /** Too many members are missing from the list. */
    static void askAboutAbsence(DSLContext tx, Connection connection, String note, Instant now) {
        Incidents.open(
                tx,
                new Incident(
                        absence(connection),
                        connection.adminEmails(),
                        "Members of " + connection.organizationId() + " are missing at " + connection.connectorId(),
                        note
                                + "\n\nIf they are gone indeed, set them inactive; if not, the list of the registry is wrong."),
                now);
    }

    static void absenceIsOver(DSLContext tx, Connection connection, Instant now) {
        Incidents.over(tx, absence(connection), now);
    }

    private static String cause(SyncJob job) {
        return "federation/" + job.connectorId() + "/" + job.organizationId();
    }

    private static String absence(Connection connection) {
        return "federation/" + connection.connectorId() + "/" + connection.organizationId() + "/absence";
    }
}
