package io.plumbline.worker.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.worker.ApiTest;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Replays of many failures, through a real Temporal. */
@Tag("B13")
class FailureReplaysTest extends ApiTest {

    private static final int MANY = 468;
    private static final String GROUP = "{\"fingerprint\":\"no contact\"}";

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private FailureReplays replays;

    @Test
    void a_group_of_468_runs_each_once_and_a_second_click_takes_none() {
        workspace("acme");
        failedConversations(MANY);
        contactsAppearedUnnoticed();
        var syncs = syncs("synced");

        assertThat(replayGroup()).isEqualTo(MANY);
        assertThat(replayGroup()).isZero();
        replays.startThoseThatWait(); // as it does from time to time

        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(values("select count(*) from sync_failure where not resolved"))
                        .containsExactly(0L));
        assertThat(replayGroup()).isZero();
        assertThat(values("select resolved_by || ' ' || attempts || ' ' || replaying from sync_failure"))
                .hasSize(MANY)
                .containsOnly("operator 1 false");
        assertThat(values("select lead_status from contact")).hasSize(MANY).containsOnly("contacted");
        // what was started twice would run soon after
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(syncs("synced") - syncs).isEqualTo(MANY));
    }

    @Test
    void those_that_fail_again_stay_the_same_rows_with_an_attempt_more() {
        workspace("acme");
        failedConversations(20);
        var before = values("select id from sync_failure order by id");

        for (int attempts = 2; attempts <= 3; attempts++) {
            var body = "{\"ids\":" + before + "}";
            assertThat(post("/api/sync-failures/replay", body, operator()).<Integer>field("replayed"))
                    .isEqualTo(20);
            var counted = attempts;
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(
                                    values("select attempts from sync_failure where not replaying and not resolved"))
                            .hasSize(20)
                            .containsOnly(counted));
        }
        assertThat(values("select id from sync_failure order by id")).isEqualTo(before);
    }

    private int replayGroup() {
        return post("/api/sync-failures/replay", GROUP, operator()).field("replayed");
    }

    private double syncs(String outcome) {
        return meters.counter("plumbline.conversation.syncs", "outcome", outcome)
                .count();
    }

    private void failedConversations(int count) {
        db.execute("update workspace set region = 'MX'");
        db.execute(
                "insert into conversation (workspace_id, phone, state, lead_status, event_at, sync, sync_reason) "
                        + "select 'acme', '+5255' || (10000000 + n), 'handoff', 'contacted', now(), 'skipped', "
                        + "'contact_not_found' from generate_series(1, ?) n",
                count);
        db.execute("insert into sync_failure (source, workspace_id, contact_phone, error, fingerprint) "
                + "select 'conversation', workspace_id, phone, 'contact_not_found', 'no contact' from conversation");
    }

    /** So that the replay brings them up to date, and not the contacts' appearing. */
    private void contactsAppearedUnnoticed() {
        db.transaction(transaction -> {
            transaction.dsl().execute("set local session_replication_role = replica");
            transaction
                    .dsl()
                    .execute("insert into contact (workspace_id, phone) select 'acme', phone from conversation");
        });
    }
}
