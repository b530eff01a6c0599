package io.plumbline.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import io.plumbline.workflows.reconcile.SweepTotals;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code POST /api/reconcile} does, and what it refuses. */
@Tag("A13")
class ReconcileApiTest extends ApiTest {

    @Test
    void a_run_of_one_workspace_is_accepted_and_flags() {
        workspace("acme");
        workspace("globex");
        contact("acme", "3 hours");
        contact("globex", "3 hours");

        var started = post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator());

        assertThat(started.status()).isEqualTo(202);
        assertThat(started.json())
                .containsOnlyKeys("workflowId", "runId")
                .containsEntry("workflowId", "reconcile/acme");
        awaitEnd(started);
        assertThat(db.fetchSingle("select * from sync_health").intoMap())
                .containsEntry("workspace_id", "acme")
                .containsEntry("status", "completed")
                .containsEntry("trigger", "manual")
                .containsEntry("flagged", 1)
                .containsEntry("workflow_id", "reconcile/acme")
                .containsEntry("run_id", started.<String>field("runId"));
        assertThat(values("select content from contact_note")).containsExactly("Sync check: No activity for 3 hours");
    }

    @Test
    void a_run_of_all_is_accepted_and_gives_every_active_workspace_its_row() {
        workspace("acme");
        workspace("globex");
        inactiveWorkspace("vela");
        contact("acme", "3 hours");
        contact("globex", "3 minutes");
        contact("vela", "3 hours");

        var started = post("/api/reconcile", "{}", operator());

        assertThat(started.status()).isEqualTo(202);
        assertThat(started.json()).containsEntry("workflowId", "reconcile/sweep");
        awaitEnd(started);
        assertThat(values("select workspace_id from sync_health order by 1")).isEqualTo(List.of("acme", "globex"));
        assertThat(values("select distinct trigger from sync_health")).containsExactly("manual");
        assertThat(count("contact_note")).isEqualTo(1);
    }

    @Test
    void no_body_at_all_asks_for_all_too() {
        workspace("acme");

        var started = send("POST", "/api/reconcile", "Authorization", "Bearer " + operator(), null);

        assertThat(started.status()).isEqualTo(202);
        assertThat(started.json()).containsEntry("workflowId", "reconcile/sweep");
        awaitEnd(started);
        assertThat(count("sync_health")).isEqualTo(1);
    }

    @Test
    void an_own_threshold_is_used() {
        workspace("acme");
        contact("acme", "20 minutes");
        contact("acme", "5 minutes");

        awaitEnd(post("/api/reconcile", "{\"workspaceId\":\"acme\",\"staleAfter\":\"PT10M\"}", operator()));
        assertThat(count("contact_note")).isEqualTo(1);

        awaitEnd(post("/api/reconcile", "{\"staleAfter\":\"PT1M\"}", operator()));
        assertThat(count("contact_note")).isEqualTo(2);
    }

    @Test
    void a_dry_run_of_one_workspace_answers_with_the_plan_and_writes_nothing_and_a_run_then_does_the_plan() {
        workspace("acme");
        contact("acme", "3 minutes");
        flag(contact("acme", "9 hours"), "2 hours");
        for (int hours = 2; hours <= 61; hours++) {
            contact("acme", hours + " hours");
        }
        var before = everything();

        var plan = post("/api/reconcile", "{\"workspaceId\":\"acme\",\"dryRun\":true}", operator());

        assertThat(plan.status()).isEqualTo(200);
        assertThat(plan.json())
                .containsEntry("workspaceId", "acme")
                .containsEntry("contactsChecked", 62)
                .containsEntry("staleFound", 61)
                .containsEntry("inCooldown", 1)
                .containsEntry("flagged", 50)
                .containsEntry("backlog", 10)
                .containsKey("asOf");
        assertThat(everything()).isEqualTo(before);

        awaitEnd(post("/api/reconcile", "{\"workspaceId\":\"acme\"}", operator()));

        List<Map<String, Object>> planned = plan.field("wouldFlag");
        assertThat(planned).hasSize(50);
        assertThat(db.fetch("select contact_id, content from contact_note "
                                + "where added_at > now() - interval '1 minute' order by id")
                        .map(row -> row.get(0) + " " + row.get(1)))
                .isEqualTo(planned.stream()
                        .map(one -> one.get("contactId") + " " + one.get("note"))
                        .toList());
    }

    @Test
    void a_dry_run_of_all_counts_and_writes_nothing() {
        workspace("acme");
        workspace("globex");
        contact("acme", "3 hours");
        contact("globex", "3 minutes");
        var before = everything();

        var started = post("/api/reconcile", "{\"dryRun\":true}", operator());

        assertThat(started.status()).isEqualTo(202);
        assertThat(awaitResult(started, SweepTotals.class))
                .isEqualTo(new SweepTotals(2, 2, 1, 0, 1, 0, 0, 0).toString());
        assertThat(everything()).isEqualTo(before);
    }

    @Tag("E6")
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'workspace':'acme'}                               | workspace",
                "{'workspaceID':'acme'}                             | workspaceID",
                "{'workspaceId':'acme','staleAfter':'soon'}         | staleAfter",
                "{'workspaceId':'acme','staleAfter':'1h'}           | staleAfter",
                "{'workspaceId':'acme','staleAfter':'PT0S'}         | staleAfter",
                "{'workspaceId':'acme','staleAfter':'PT-1H'}        | staleAfter",
                "{'workspaceId':'acme','staleAfter':'P9999999999D'} | staleAfter",
                "{'staleAfter':'P9999999999D'}                      | staleAfter",
                "{'workspaceId':'acme','staleAfter':[1]}            | staleAfter",
                "{'workspaceId':['acme']}                           | workspaceId",
                "{'workspaceId':{'id':'acme'}}                      | workspaceId",
                "{'workspaceId':'a\\u0000b'}                          | workspaceId",
                "{'workspaceId':'a\\u0000b','dryRun':true}            | workspaceId",
                "{'workspaceId':'acme','dryRun':'perhaps'}          | dryRun",
                "{'workspaceId':'acme','dryRun':{}}                 | dryRun",
                "{'workspaceId':'acme'                              | body",
                "workspaceId=acme                                   | body",
                "['acme']                                           | body",
                "'acme'                                             | body",
            })
    void what_does_not_make_sense_is_refused_by_the_name_of_its_field(String body, String field) {
        workspace("acme");
        contact("acme", "3 hours");
        var before = everything();

        var answer = post("/api/reconcile", body.replace('\'', '"'), operator());

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.json()).containsEntry("status", 400).containsEntry("field", field);
        assertThat(answer.<String>field("detail")).isNotBlank();
        assertThat(everything()).isEqualTo(before);
    }

    @Tag("E6")
    @Test
    void an_unknown_workspace_is_404_and_an_inactive_one_409_also_in_a_dry_run() {
        inactiveWorkspace("vela");
        contact("vela", "3 hours");
        var before = everything();

        for (var dryRun : List.of(",\"dryRun\":true}", "}")) {
            var unknown = post("/api/reconcile", "{\"workspaceId\":\"nobody\"" + dryRun, operator());
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.<String>field("detail")).contains("nobody");
            assertThat(unknown.type()).isEqualTo("application/problem+json");

            var inactive = post("/api/reconcile", "{\"workspaceId\":\"vela\"" + dryRun, operator());
            assertThat(inactive.status()).isEqualTo(409);
            assertThat(inactive.<String>field("detail")).contains("vela");
            assertThat(inactive.type()).isEqualTo("application/problem+json");
        }
        assertThat(everything()).isEqualTo(before);
    }
}
