package io.plumbline.activities.failures;

import static io.plumbline.infra.db.Tables.SYNC_FAILURE;

import org.jooq.DSLContext;

/** The table of failures (B12). */
public final class SyncFailureRepository {

    private SyncFailureRepository() {}

    /**
     * Adds a failure of a workspace as a whole, in the transaction of the caller.
     *
     * @param source the sync that failed, like {@code reconcile}
     * @param error the reason in plain words, without secrets
     */
    public static void add(DSLContext db, String source, String workspaceId, String error) {
        db.insertInto(SYNC_FAILURE)
                .set(SYNC_FAILURE.SOURCE, source)
                .set(SYNC_FAILURE.WORKSPACE_ID, workspaceId)
                .set(SYNC_FAILURE.ERROR, error)
                .set(SYNC_FAILURE.FINGERPRINT, Fingerprint.of(source, error))
                .execute();
    }
}
