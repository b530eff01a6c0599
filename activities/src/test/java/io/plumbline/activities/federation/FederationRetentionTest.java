package io.plumbline.activities.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How long federation keeps what it wrote down, on a real PostgreSQL. */
@Tag("E9")
class FederationRetentionTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(400));
    private static final Instant CUTOFF = NOW.minus(Duration.ofDays(365));

    private final DSLContext db = TestDatabase.empty();
    private final FederationRetention retention = new FederationRetention(db);

    @BeforeEach
    void anOrganization() {
        db.execute("insert into connector (id, base_url) values ('registry', 'http://127.0.0.1:9')");
        db.execute("insert into organization (id) values ('acme')");
        db.execute("insert into connected_organization values ('registry', 'acme', 'fed-acme')");
    }

    private void jobs(int count, String status, Instant completedAt) {
        db.execute(
                "insert into sync_job (connector_id, organization_id, member_id, trigger, status, created_at, completed_at) "
                        + "select 'registry', 'acme', ? || n, 'webhook', ?, cast(? as timestamptz), cast(? as timestamptz) from generate_series(1, ?) n",
                status,
                status,
                LONG_AGO,
                completedAt,
                count);
    }

    private void syncs(int count, String status, Instant startedAt) {
        db.execute(
                "insert into sync_history (job_id, connector_id, organization_id, type, strategy, status, started_at) "
                        + "select n, 'registry', 'acme', 'scheduled', 'merge', ?, cast(? as timestamptz) from generate_series(1, ?) n",
                status,
                startedAt,
                count);
    }

    private List<?> values(String query) {
        return db.fetch(query).getValues(0);
    }

    @Test
    void jobs_that_ended_long_ago_go_and_open_ones_stay_whatever_their_age() {
        jobs(2, "completed", CUTOFF.minusMillis(1));
        jobs(1, "failed", CUTOFF.minusMillis(1));
        jobs(1, "completed", CUTOFF);
        jobs(3, "pending", null);
        jobs(1, "running", LONG_AGO); // of its attempt before
        db.execute("insert into fetched_members select id, 1, 1, '[]' from sync_job");

        assertThat(retention.dropJobs(CUTOFF)).isEqualTo(3);

        assertThat(values("select status from sync_job order by status"))
                .isEqualTo(List.of("completed", "pending", "pending", "pending", "running"));
        assertThat(values("select job_id from fetched_members order by 1"))
                .isEqualTo(values("select id from sync_job order by 1"));
        assertThat(retention.dropJobs(CUTOFF)).isZero();
    }

    @Test
    void syncs_go_with_their_details_and_a_running_one_stays_whatever_its_age() {
        syncs(2, "completed", CUTOFF.minusMillis(1));
        syncs(1, "failed", CUTOFF.minusMillis(1));
        syncs(1, "completed", CUTOFF);
        syncs(1, "running", LONG_AGO);
        db.execute("insert into sync_change (history_id, player_id, kind) select id, 1, 'created' from sync_history");
        db.execute("insert into sync_conflict (history_id, player_id, field, strategy, reason) "
                + "select id, 1, 'email', 'merge', 'because' from sync_history");

        assertThat(retention.dropHistory(CUTOFF)).isEqualTo(3);

        assertThat(values("select status from sync_history order by id")).isEqualTo(List.of("completed", "running"));
        assertThat(values("select history_id from sync_change order by id"))
                .isEqualTo(values("select id from sync_history order by id"));
        assertThat(values("select history_id from sync_conflict order by id"))
                .isEqualTo(values("select id from sync_history order by id"));
    }

    @Test
    void one_sync_with_more_details_than_a_transaction_takes_goes_in_several() {
        syncs(1, "completed", LONG_AGO);
        db.execute("insert into sync_change (history_id, player_id, kind) "
                + "select h.id, n, 'created' from sync_history h, generate_series(1, 25000) n");
        db.execute("insert into sync_conflict (history_id, player_id, field, strategy, reason) "
                + "select h.id, n, 'email', 'merge', 'because' from sync_history h, generate_series(1, 15000) n");

        assertThat(retention.dropHistory(CUTOFF)).isOne();

        assertThat(values("select 1 from sync_change union all select 2 from sync_conflict"))
                .isEmpty();
    }

    @Test
    void one_clean_up_drops_no_more_than_it_may_and_the_next_goes_on() {
        syncs(10_500, "completed", LONG_AGO);

        assertThat(retention.dropHistory(CUTOFF)).isEqualTo(10_000);
        assertThat(retention.dropHistory(CUTOFF)).isEqualTo(500);
    }
}
