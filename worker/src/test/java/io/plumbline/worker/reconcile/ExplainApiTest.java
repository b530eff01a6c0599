package io.plumbline.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.plumbline.worker.ApiTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why one contact is or is not flagged now. */
@Tag("A15")
class ExplainApiTest extends ApiTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                // status | last activity | updated | created | flag's age | verdict | column | because | a run may come
                "new       | 3 hours       | -       | 9 days   | -        | due                | last_activity_at | older than 1 hour       | true",
                "contacted | -             | 3 hours | 9 days   | -        | due                | updated_at       | (updated_at) is older   | true",
                "qualified | -             | -       | 3 hours  | -        | due                | created_at       | (created_at) is older   | true",
                "new       | 9 days        | -       | 9 days   | 25 hours | due                | last_activity_at | no cooldown             | true",
                "new       | 10 minutes    | 9 days  | 9 days   | -        | not_stale          | last_activity_at | not older than 1 hour   | true",
                "new       | -             | 1 minute| 9 days   | -        | not_stale          | updated_at       | (updated_at) is not     | true",
                "archived  | 9 days        | -       | 9 days   | -        | status_never_stale | last_activity_at | 'archived' is never     | false",
                "converted | 9 days        | -       | 9 days   | -        | status_never_stale | last_activity_at | 'converted' is never    | false",
                "new       | 9 days        | -       | 9 days   | 3 hours  | in_cooldown        | last_activity_at | cooldown ends at        | true",
            })
    void each_state_has_its_verdict_its_reason_and_its_column(
            String status,
            String lastActivity,
            String updated,
            String created,
            String flagged,
            String verdict,
            String column,
            String because,
            boolean runMayCome) {
        workspace("acme");
        var contact = db.fetchSingle(
                        "insert into contact (workspace_id, lead_status, last_activity_at, updated_at, created_at) values "
                                + "('acme', ?, now() - cast(? as interval), now() - cast(? as interval), "
                                + "now() - cast(? as interval)) returning id",
                        status,
                        lastActivity,
                        updated,
                        created)
                .get(0, Long.class);
        if (flagged != null) {
            flag(contact, flagged);
        }

        var answer = explain("acme", contact);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json())
                .containsEntry("contactId", contact.intValue())
                .containsEntry("workspaceId", "acme")
                .containsEntry("leadStatus", status)
                .containsEntry("verdict", verdict)
                .containsEntry("flaggedNow", verdict.equals("due"))
                .containsEntry("readFrom", column)
                .containsEntry("staleAfter", "PT1H")
                .containsEntry("cooldown", "PT24H")
                .containsEntry("flagsPerRun", 50);
        assertThat(answer.<String>field("because")).contains(because);
        assertThat(Instant.parse(answer.field("now"))).isBetween(Instant.now().minusSeconds(30), Instant.now());
        assertThat(answer.<Object>field("nextRun") != null).isEqualTo(runMayCome);
        assertThat(answer.<Object>field("cooldownEnds") != null).isEqualTo(verdict.equals("in_cooldown"));
    }

    @Test
    void what_is_explained_is_what_a_run_then_does() {
        workspace("acme");
        var due = contact("acme", "3 hours");
        var fresh = contact("acme", "3 minutes");
        var cooling = contact("acme", "9 days");
        flag(cooling, "3 hours");
        var explained = List.of(due, fresh, cooling).stream()
                .filter(contact -> explain("acme", contact).field("flaggedNow"))
                .toList();

        awaitEnd(post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator()));

        assertThat(values("select contact_id from contact_note where added_at > now() - interval '1 hour'"))
                .isEqualTo(explained);
        assertThat(explain("acme", due).json()).containsEntry("verdict", "in_cooldown");
    }

    @Test
    void the_cooldown_ends_a_day_after_the_flag_and_the_next_run_is_not_before() {
        workspace("acme");
        var contact = contact("acme", "9 days");
        flag(contact, "3 hours");

        var answer = explain("acme", contact);

        var ends = Instant.parse(answer.field("cooldownEnds"));
        assertThat(Duration.between(Instant.now(), ends))
                .isBetween(Duration.ofHours(21).minusMinutes(1), Duration.ofHours(21));
        assertThat(Instant.parse(answer.field("nextRun"))).isBetween(ends, ends.plus(INTERVAL));
    }

    @Test
    void a_due_contact_may_be_flagged_by_the_very_next_run() {
        workspace("acme");

        var answer = explain("acme", contact("acme", "3 hours"));

        assertThat(Instant.parse(answer.field("nextRun")))
                .isBetween(Instant.now(), Instant.now().plus(INTERVAL));
        assertThat(Instant.parse(answer.field("staleFrom")))
                .isEqualTo(Instant.parse(answer.field("lastActivity")).plus(Duration.ofHours(1)));
        assertThat(answer.json()).containsEntry("hoursQuiet", 3);
    }

    @Test
    void the_next_run_of_a_contact_that_was_last_active_in_the_far_future_is_told_at_once() {
        workspace("acme");
        var contact = contact("acme", "-7000 years");

        var answer = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> explain("acme", contact));

        assertThat(answer.json()).containsEntry("verdict", "not_stale");
        var staleFrom = Instant.parse(answer.field("staleFrom"));
        assertThat(Instant.parse(answer.field("nextRun"))).isBetween(staleFrom.plusMillis(1), staleFrom.plus(INTERVAL));
    }

    @Test
    void a_run_at_the_very_end_of_the_cooldown_is_the_next_one() {
        workspace("acme");
        var contact = contact("acme", "9 days");
        var run = Instant.parse(explain("acme", contact).field("nextRun"));
        db.execute(
                "insert into contact_note (contact_id, content, added_by, added_at) "
                        + "values (?, 'Sync check', 'background-sync', cast(? as timestamptz))",
                contact,
                run.minus(Duration.ofHours(24)).toString());

        var answer = explain("acme", contact);

        assertThat(answer.json()).containsEntry("verdict", "in_cooldown").containsEntry("nextRun", run.toString());
    }

    @Test
    void a_contact_behind_fifty_others_is_beyond_the_limit_and_its_run_the_one_after() {
        workspace("acme");
        var first = contact("acme", "100 hours");
        for (int hours = 50; hours <= 98; hours++) {
            contact("acme", hours + " hours");
        }
        var last = contact("acme", "3 hours");

        assertThat(explain("acme", first).json())
                .containsEntry("verdict", "due")
                .containsEntry("ahead", 0);
        var answer = explain("acme", last);
        assertThat(answer.json())
                .containsEntry("verdict", "beyond_limit")
                .containsEntry("flaggedNow", false)
                .containsEntry("ahead", 50);
        assertThat(Duration.between(
                        Instant.parse(explain("acme", first).field("nextRun")), Instant.parse(answer.field("nextRun"))))
                .isEqualTo(INTERVAL);
    }

    @Test
    void no_run_touches_a_contact_of_a_workspace_that_is_not_active() {
        inactiveWorkspace("vela");

        var answer = explain("vela", contact("vela", "3 hours"));

        assertThat(answer.json())
                .containsEntry("verdict", "workspace_not_active")
                .containsEntry("flaggedNow", false)
                .containsEntry("nextRun", null);
        assertThat(answer.<String>field("because")).contains("channel is not configured");
    }

    @Test
    @Tag("E6")
    void another_workspaces_contact_is_not_there() {
        workspace("acme");
        workspace("globex");
        var theirs = contact("globex", "3 hours");

        assertThat(explain("acme", theirs).status()).isEqualTo(404);
        assertThat(explain("nobody", theirs).status()).isEqualTo(404);
        assertThat(explain("acme", 987_654_321).status()).isEqualTo(404);
        assertThat(explain("acme", theirs).type()).isEqualTo("application/problem+json");
        var noNumber = get("/api/workspaces/acme/contacts/x/explain", viewer());
        assertThat(noNumber.status()).isEqualTo(400);
        assertThat(noNumber.json()).containsEntry("field", "contactId");
    }

    private Reply explain(String workspaceId, long contactId) {
        return get("/api/workspaces/" + workspaceId + "/contacts/" + contactId + "/explain", viewer());
    }
}
