package io.plumbline.worker.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.health.Visitor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see of federation, without scripts. */
@Tag("E3")
class FederationPagesTest extends ApiTest {

    private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"(/federation/[^\"?]+)\"");

    @BeforeEach
    void aConnectorWithTwoOrganizations() {
        organization("registry", "acme");
        organization("registry", "globex");
    }

    private Visitor visitor() {
        return Visitor.signedIn(port(), viewer());
    }

    private Visitor boundTo(String organization) {
        return Visitor.signedIn(
                port(),
                token(claims("operator")
                        .claim("organizations", List.of(organization))
                        .build()));
    }

    private String page(String path) {
        var answer = visitor().get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private static List<String> organizationsOn(String page) {
        return LINK.matcher(page)
                .results()
                .map(link -> link.group(1))
                .filter(link -> link.startsWith("/federation/registry/"))
                .toList();
    }

    private void job(String organization, String status, String more) {
        db.execute(
                "insert into sync_job (connector_id, organization_id, trigger, status, " + more.split("=")[0]
                        + ") values ('registry', ?, 'scheduled', ?, " + more.split("=")[1] + ")",
                organization,
                status);
    }

    @Test
    @Tag("C10")
    void the_organisation_that_waits_longest_for_a_success_comes_first_and_those_of_a_connector_that_is_off_last() {
        organization("registry", "umbra");
        organization("another", "initech");
        db.execute("update connector set enabled = false where id = 'another'");
        db.execute("update connected_organization set last_success_at = now() - interval '3 days' "
                + "where organization_id = 'globex'");
        db.execute("update connected_organization set last_success_at = now() - interval '2 days' "
                + "where organization_id = 'acme'");
        db.execute("insert into player (organization_id, connector_id, external_id, active) "
                + "select 'acme', 'registry', n, n < 1235 from generate_series(1, 1300) n");

        var page = page("/federation");

        assertThat(page.indexOf("The umbra")).isLessThan(page.indexOf("The globex"));
        assertThat(page.indexOf("The globex")).isLessThan(page.indexOf("The acme"));
        assertThat(page.indexOf("The acme")).isLessThan(page.indexOf("The initech"));
        assertThat(page).contains("3 days ago", "never", "1,234", "Never synced", "Off");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "running   | started_at=now()                          | Running",
                "pending   | next_retry_at=null                        | Waiting",
                "failed    | error='registry said 401'                 | Failing",
                "completed | completed_at=now()                        | OK"
            })
    void the_newest_sync_of_all_members_gives_the_status(String status, String more, String word) {
        db.execute("update connected_organization set last_success_at = now()");
        job("globex", status, more);
        db.execute("insert into sync_job (connector_id, organization_id, member_id, trigger, status) "
                + "values ('registry', 'globex', 'm1', 'webhook', 'completed')");

        assertThat(page("/federation?q=globex")).containsPattern("class=\"pill \\w+\">" + word);
        assertThat(page("/federation/registry/globex")).contains(word);
    }

    @Test
    @Tag("C14")
    void a_sync_that_is_tried_again_says_when_and_why() {
        db.execute(
                "insert into sync_job (connector_id, organization_id, trigger, status, retry_count, next_retry_at, error) "
                        + "values ('registry', 'acme', 'manual', 'pending', 1, now() + interval '110 seconds', 'registry said 503')");

        assertThat(page("/federation")).contains("Retrying", "in 1 min");
        assertThat(page("/federation/registry/acme")).contains("registry said 503", "in 1 min", "1 of 3");
    }

    @Test
    void a_thousand_organisations_are_searched_and_paged() {
        db.execute(
                "insert into organization (id, name) select 'org-' || n, 'Club ' || n from generate_series(1, 1000) n");
        db.execute("insert into connected_organization (connector_id, organization_id, federation_org_id) "
                + "select 'registry', 'org-' || n, n from generate_series(1, 1000) n");
        db.execute("insert into sync_job (connector_id, organization_id, trigger, status, completed_at) "
                + "select 'registry', 'org-' || n, 'scheduled', 'completed', now() "
                + "from generate_series(1, 1000) n, generate_series(1, 30)");
        db.execute("analyze");

        var first = page("/federation");
        assertThat(first).contains("1,002", "1–50 of 1,002", "Page 1 of 21");
        assertThat(organizationsOn(first)).hasSize(50);
        var seen = Stream.iterate(1, n -> n + 1)
                .limit(21)
                .flatMap(n -> organizationsOn(page("/federation?page=" + n)).stream())
                .toList();
        assertThat(seen).hasSize(1_002).doesNotHaveDuplicates();
        assertThat(page("/federation?page=99")).contains("Page 21 of 21");
        assertThat(organizationsOn(page("/federation?q=CLUB+77"))).hasSize(11);
        assertThat(organizationsOn(page("/federation?q=org-1000"))).hasSize(1);
        assertThat(page("/federation?q=%25")).contains("No organisation matches");
        assertThat(page("/federation?connector=nobody")).contains("No organisation is connected here.");
    }

    @Test
    @Tag("E5")
    void a_bound_token_sees_its_own_organisations_on_every_page() {
        organization("secret-registry", "acme");
        var ofAcme = sync("registry", "acme");
        db.execute(
                "insert into sync_job (connector_id, organization_id, trigger) values ('registry', 'acme', 'manual')");
        db.execute("insert into webhook_event (connector_id, federation_org_id, member_id, event, status, reason) "
                + "values ('registry', 'fed-acme', 'm-of-acme', 'created', 'refused', 'signature'), "
                + "('registry', 'fed-globex', 'm-of-globex', 'created', 'refused', 'signature'), "
                + "(null, null, null, null, 'refused', 'of nobody')");
        var visitor = boundTo("globex");

        assertThat(visitor.get("/federation").body())
                .contains("The globex")
                .doesNotContain("acme", "secret-registry")
                .containsPattern("(?s)Running</dt>\\s*<dd>0</dd>\\s*<dd class=\"note\">0 waiting");
        assertThat(visitor.get("/federation?q=acme").body()).doesNotContain("The acme");
        assertThat(visitor.get("/federation/webhooks").body())
                .contains("m-of-globex")
                .doesNotContain("m-of-acme", "of nobody");
        for (var path : List.of(
                "/federation/registry/acme",
                "/federation/history/" + ofAcme,
                "/federation/history/" + ofAcme + "/export?format=csv")) {
            assertThat(visitor.get(path).statusCode()).as(path).isEqualTo(403);
            assertThat(visitor.get(path).body()).contains("This is not allowed");
        }
        assertThat(page("/federation/webhooks")).contains("m-of-globex", "m-of-acme", "of nobody");
    }

    @Test
    @Tag("E6")
    void what_is_not_there_is_said_so_and_empty_parts_say_what_they_are_for() {
        for (var path :
                List.of("/federation/registry/nobody", "/federation/nobody/acme", "/federation/history/999999")) {
            var answer = visitor().get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).contains("id=\"problem\"").doesNotContain("Exception");
        }
        assertThat(page("/federation/registry/acme")).contains("Nothing was asked for yet.", "No sync yet.");
        assertThat(page("/federation/webhooks")).contains("No webhook has come yet.");
        assertThat(page("/federation/webhooks?show=refused")).contains("No webhooks to show.");
        empty("connector");
        assertThat(page("/federation")).contains("No connector yet.");
    }

    @Test
    @Tag("C12")
    @Tag("C23")
    void sync_now_queues_one_sync_with_the_strategy_and_a_second_click_says_that_it_is_there() throws IOException {
        try (var registry = new Registry()) {
            ofAConnectorThatTheSchedulePassesBy("north", registry);
            var operator = Visitor.signedIn(port(), operator());
            operator.get("/federation/paused/north");
            registry.hold();

            var first = operator.post(
                    "/federation/paused/north/sync", Map.of("strategy", "merge"), Map.of("HX-Request", "true"));
            var second = operator.post("/federation/paused/north/sync", Map.of("strategy", ""));

            assertThat(first.body()).contains("A sync of <strong>The north</strong> is in the queue.");
            assertThat(second.statusCode()).isEqualTo(303);
            assertThat(second.headers().firstValue("location").orElseThrow())
                    .endsWith("/federation/paused/north?asked=running");
            assertThat(
                            values(
                                    "select strategy || ' ' || trigger || ' ' || asked_by from sync_job where organization_id = 'north'"))
                    .containsExactly("merge manual operator");
            registry.release();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    values(
                                            "select status || ' ' || created from sync_history where organization_id = 'north'"))
                            .containsExactly("completed 2"));
            assertThat(page("/federation/paused/north")).contains("pill good\">completed", "Syncing is switched off");
        }
    }

    @Test
    @Tag("C1")
    @Tag("C12")
    void sync_all_now_queues_every_organisation_of_the_enabled_connectors_once() throws IOException {
        try (var registry = new Registry()) {
            db.execute("update connector set base_url = ?", registry.url());
            var operator = Visitor.signedIn(port(), operator());
            operator.get("/federation");
            registry.hold();

            var first = operator.post("/federation/sync", Map.of(), Map.of("HX-Request", "true"));
            var second = operator.post("/federation/sync", Map.of(), Map.of("HX-Request", "true"));

            assertThat(first.body()).contains("2 organisations are in the queue.");
            assertThat(second.body()).contains("in the queue already");
            assertThat(values("select organization_id || ' ' || trigger || ' ' || asked_by from sync_job order by 1"))
                    .containsExactly("acme manual operator", "globex manual operator");
            registry.release();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(values("select status from sync_history"))
                            .containsExactly("completed", "completed"));
        }
    }

    @Test
    @Tag("C23")
    void a_preview_shows_field_by_field_what_would_happen_and_writes_nothing() throws IOException {
        try (var registry = new Registry()) {
            ofAConnectorThatTheSchedulePassesBy("south", registry);
            db.execute(
                    "insert into player (organization_id, connector_id, external_id, first_name, last_name, "
                            + "synced_first_name, synced_last_name) values ('south', 'paused', 'm1', 'Ada', 'Byron', 'Ada', 'Lovelace')");
            var before = everythingOfFederation();
            var operator = Visitor.signedIn(port(), operator());
            operator.get("/federation/paused/south");

            var preview = operator.post("/federation/paused/south/preview", Map.of("strategy", "local_wins"));

            assertThat(preview.statusCode()).isEqualTo(200);
            assertThat(preview.body())
                    .contains("Nothing was written.", "local wins", "m2", "Grace")
                    .containsPattern("<option value=\"local_wins\" selected");
            assertThat(everythingOfFederation()).isEqualTo(before);
            registry.refuse();
            var refused = operator.post("/federation/paused/south/preview", Map.of("strategy", ""));
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("it does not take our token");
        }
    }

    /** So that nobody but the test syncs it. */
    private void ofAConnectorThatTheSchedulePassesBy(String organization, Registry registry) {
        organization("paused", organization);
        db.execute("update connector set enabled = false, base_url = ? where id = 'paused'", registry.url());
    }

    private List<String> everythingOfFederation() {
        var theirs = Stream.of("player", "sync_job", "sync_history", "connected_organization")
                .map(table -> "select * from " + table + " where organization_id = 'south'");
        return Stream.concat(theirs, Stream.of("select * from sync_change", "select * from sync_conflict"))
                .map(query -> db.fetch(query).formatCSV())
                .toList();
    }

    @Test
    @Tag("E5")
    void a_viewer_has_no_buttons_and_neither_a_viewer_nor_a_forged_form_nor_a_bad_strategy_does_anything() {
        var viewer = visitor();
        assertThat(viewer.get("/federation/registry/acme").body()).doesNotContain("Sync now", "Preview");
        var globex = boundTo("globex");
        globex.get("/federation/registry/globex");
        var operator = Visitor.signedIn(port(), operator());
        for (var action : List.of("sync", "preview")) {
            var path = "/federation/registry/acme/" + action;
            assertThat(viewer.post(path, Map.of()).statusCode()).as(path).isEqualTo(403);
            assertThat(globex.post(path, Map.of()).statusCode()).as(path).isEqualTo(403);
            operator.get("/federation/registry/acme");
            var bad = operator.post(path, Map.of("strategy", "nobody_wins"));
            assertThat(bad.statusCode()).as(path).isEqualTo(400);
            assertThat(operator.forgedPost(path, Map.of()).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(count("sync_job")).isZero();
    }

    @Test
    @Tag("C22")
    void the_history_of_an_organisation_is_paged_and_leads_to_each_sync() {
        for (int n = 0; n < 25; n++) {
            sync("registry", "acme");
        }
        organization("another", "acme");
        var elsewhere = sync("another", "acme");

        var first = page("/federation/registry/acme");
        var older = Pattern.compile("href=\"([^\"]*before=\\d+)\"").matcher(first);
        assertThat(older.find()).isTrue();
        var second = page(older.group(1));

        assertThat(rows(first)).hasSize(20).doesNotContain(Long.toString(elsewhere));
        assertThat(rows(second)).hasSize(5).doesNotContainAnyElementsOf(rows(first));
        assertThat(second).contains("Newest").doesNotContain(">Older<");
    }

    private static List<String> rows(String page) {
        return Pattern.compile("data-run=\"(\\d+)\"")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    @Test
    @Tag("C8")
    @Tag("C9")
    @Tag("C10")
    @Tag("C22")
    void one_sync_is_shown_field_by_field_with_its_conflicts_its_note_and_whom_it_set_aside() {
        var id = sync("registry", "acme");
        db.execute(
                "update sync_history set conflicts_detected = 1, conflicts_resolved = 1, updated = 1, note = 'Nobody became inactive.', "
                        + "set_aside = '[{\"memberId\": \"m13\", \"error\": \"dateOfBirth is no date\"}]' where id = ?",
                id);
        db.execute(
                "insert into player (id, organization_id, first_name, last_name) values (1, 'acme', 'Ada', 'Byron')");
        db.execute(
                "insert into sync_change (history_id, player_id, external_id, kind, field, before, after) "
                        + "values (?, 1, 'm1', 'updated', 'email', 'old@x.org', '<b>new</b>@x.org')",
                id);
        db.execute(
                "insert into sync_conflict (history_id, player_id, external_id, field, federation_value, local_value, "
                        + "resolved_value, strategy, reason) values (?, 1, 'm1', 'phone', '+4477', null, '+4477', 'merge', "
                        + "'Nobody here had changed it.')",
                id);

        var page = page("/federation/history/" + id);

        assertThat(page)
                .contains(
                        "Ada Byron",
                        "old@x.org",
                        "&lt;b&gt;new&lt;/b&gt;@x.org",
                        "+4477",
                        "Nobody here had changed it.")
                .contains("Nobody became inactive.", "m13", "dateOfBirth is no date", ">nothing<")
                .contains("/federation/history/" + id + "/export?format=csv");
        var file = visitor().get("/federation/history/" + id + "/export?format=csv");
        assertThat(file.headers().firstValue("content-disposition"))
                .hasValue("attachment; filename=\"sync-" + id + "-acme.csv\"");
        assertThat(file.body()).contains("conflict,m1,1,Ada Byron,,phone,,,'+4477,,'+4477,merge");
    }

    @Test
    @Tag("C20")
    void webhooks_are_listed_newest_first_with_what_became_of_them() {
        db.execute(
                "insert into webhook_event (connector_id, federation_org_id, member_id, event, status, delivery_id, deliveries) "
                        + "values ('registry', 'fed-acme', 'm1', 'updated', 'processed', 'd1', 7)");
        db.execute(
                "insert into webhook_event (status, reason, address) values ('refused', 'Not readable.', '192.0.2.7')");

        var page = page("/federation/webhooks");

        assertThat(page.indexOf("Not readable.")).isLessThan(page.indexOf("7 times"));
        assertThat(page).contains("192.0.2.7", "unreadable", "/federation/registry/acme");
        assertThat(page("/federation/webhooks?show=refused"))
                .contains("Not readable.")
                .doesNotContain("7 times");
        db.execute(
                "insert into webhook_event (status, reason) select 'refused', 'n' || n from generate_series(1, 60) n");
        var first = page("/federation/webhooks");
        assertThat(rows(first)).hasSize(50);
        var older = Pattern.compile("before=(\\d+)\">Older").matcher(first);
        assertThat(older.find()).isTrue();
        assertThat(rows(page("/federation/webhooks?before=" + older.group(1)))).hasSize(12);
        db.execute(
                "delete from webhook_event where id not in (select id from webhook_event order by id desc limit 50)");
        assertThat(rows(page("/federation/webhooks"))).hasSize(50);
        assertThat(page("/federation/webhooks"))
                .as("a full page that is the last")
                .doesNotContain(">Older<");
    }
}
