package io.plumbline.worker.proof;

import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.OffsetDateTime;

/** The syncs of the organisations. */
record Syncs(Stage stage) {

    /** Waits until the organisation's queue is empty. */
    Instant endOf(String organization) {
        return await().atMost(Stage.PATIENCE)
                .ignoreExceptions()
                .until(() -> stage.ask(db -> db.fetchOne("""
                                select max(completed_at) as ended from sync_job
                                where organization_id = ? having bool_and(status in ('completed', 'failed'))""", organization)), row -> row != null && row.get(0) != null)
                .get(0, OffsetDateTime.class)
                .toInstant();
    }
}
