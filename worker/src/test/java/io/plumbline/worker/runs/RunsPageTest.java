package io.plumbline.worker.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.health.Visitor;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** The runs of all syncs on one page, over HTTP. */
@Tag("E1")
@Tag("E3")
@TestPropertySource(
        properties = {
            "plumbline.temporal.ui-url=http://temporal.example/",
            "plumbline.conversation.pick-up-every=1h",
            "plumbline.incidents.tell-every=1h"
        })
class RunsPageTest extends ApiTest {

    private static final Pattern ROW = Pattern.compile("data-run=\"([a-z]+-\\d+)\"");
    private static final Pattern OLDER = Pattern.compile("id=\"older-page\" rel=\"next\" href=\"([^\"]+)\"");

    @BeforeEach
    void noIncidentsAndNoProducts() {
        empty("incident, sync_session");
    }

    private Visitor somebody(String... bound) {
        var claims = claims("viewer");
        if (bound.length > 0) {
            claims.claim(bound[0], List.of(bound).subList(1, bound.length));
        }
        return Visitor.signedIn(port(), token(claims.build()));
    }

    private static List<String> rows(String page) {
        return ROW.matcher(page).results().map(found -> found.group(1)).toList();
    }

    private static Optional<String> older(String page) {
        var link = OLDER.matcher(page);
        return link.find()
                ? Optional.of(URLDecoder.decode(link.group(1).replace("&amp;", "&"), StandardCharsets.UTF_8)
                        .replace(" ", "%20"))
                : Optional.empty();
    }

    /** Two workspaces and two organisations, and a run of every kind and of every fate. */
    private void runsOfAllKinds() {
        workspace("acme");
        workspace("globex");
        organization("athletics", "north");
        organization("athletics", "south");
        db.execute("""
                insert into sync_health (id, workspace_id, run_at, stale_found, flagged, workflow_id, run_id, status, error, trigger) values
                  (1, 'acme', now() - interval '1 minute', 1200, 5, 'reconcile/acme', 'r1', 'completed', null, 'scheduled'),
                  (2, 'globex', now() - interval '9 minutes', 0, 0, 'reconcile/globex', 'r2', 'failed', 'The disk is full.', 'manual');
                insert into sync_history (id, job_id, connector_id, organization_id, member_id, type, strategy, status,
                    started_at, completed_at, updated, conflicts_detected, workflow_id, run_id) values
                  (1, 1, 'athletics', 'north', null, 'scheduled', 'merge', 'completed', now() - interval '2 minutes', now(), 3, 2, 'federation/athletics/north', 'f1'),
                  (2, 2, 'athletics', 'south', 'm7', 'webhook', 'merge', 'running', now() - interval '3 minutes', null, 0, 0, null, null);
                insert into sync_session (id, started_at, completed_at, status, items_created, sync_mode, error_message) values
                  (1, now() - interval '4 minutes', now() - interval '3 minutes', 'completed', 46, 'auto', null),
                  (2, now() - interval '8 minutes', now() - interval '7 minutes', 'failed', 0, 'manual', 'The feed is away');
                insert into conversation (id, workspace_id, phone, state, lead_status, event_at, saved_at, sync, sync_reason) values
                  (1, 'acme', '+525512345678', 'handoff', 'contacted', now(), now() - interval '5 minutes', 'synced', null),
                  (2, 'acme', '+525512345679', 'greeting', 'new', now(), now() - interval '6 minutes', 'skipped', 'contact_not_found'),
                  (3, 'globex', '+525512345670', 'greeting', 'new', now(), now() - interval '7 minutes', 'pending', null)
                """);
    }

    @Test
    void the_runs_of_all_four_syncs_are_in_one_list_the_newest_first() {
        runsOfAllKinds();

        var page = somebody().get("/runs").body();

        assertThat(rows(page))
                .containsExactly(
                        "reconcile-1",
                        "federation-1",
                        "federation-2",
                        "products-1",
                        "conversation-1",
                        "conversation-2",
                        "conversation-3",
                        "products-2",
                        "reconcile-2");
        assertThat(page)
                .contains(
                        "1,200 stale, 5 flagged",
                        "3 updated, 2 conflicts",
                        "46 created",
                        "handoff → contacted",
                        "contact not found",
                        "The disk is full.",
                        "member m7",
                        "href=\"/workspaces/acme\"",
                        "href=\"/federation/history/2\"")
                .contains(
                        "href=\"http://temporal.example/namespaces/default/workflows/reconcile%2Facme/r1\"",
                        "href=\"http://temporal.example/namespaces/default/workflows/federation%2Fathletics%2Fnorth/f1\"",
                        "href=\"http://temporal.example/namespaces/default/workflows/products%2F1\"",
                        "href=\"http://temporal.example/namespaces/default/workflows/conversation%2Facme%2F%2B525512345678\"");
    }

    @Test
    void they_are_found_by_sync_by_status_and_by_tenant() {
        runsOfAllKinds();
        var visitor = somebody();

        assertThat(rows(visitor.get("/runs?kind=federation").body())).containsExactly("federation-1", "federation-2");
        assertThat(rows(visitor.get("/runs?status=failed&kind=").body())).containsExactly("products-2", "reconcile-2");
        assertThat(rows(visitor.get("/runs?status=completed").body()))
                .containsExactly("reconcile-1", "federation-1", "products-1", "conversation-1");
        assertThat(rows(visitor.get("/runs?status=pending").body())).containsExactly("conversation-3");
        assertThat(rows(visitor.get("/runs?tenant=acme").body()))
                .containsExactly("reconcile-1", "conversation-1", "conversation-2");
        assertThat(rows(visitor.get("/runs?tenant=south&status=running").body()))
                .containsExactly("federation-2");
        assertThat(visitor.get("/runs?tenant=nobody").body()).contains("No such run.", "Show all");
    }

    @Test
    @Tag("E6")
    void what_is_no_filter_is_refused() {
        for (var query :
                List.of("kind=cake", "status=fine", "before=yesterday", "before=1_2_3_4", "before=x_reconcile_1")) {
            assertThat(somebody().get("/runs?" + query).statusCode()).as(query).isEqualTo(400);
        }
        assertThat(somebody().get("/runs?tenant=%00").statusCode()).isEqualTo(200);
    }

    /** Many at the same moment, as those of a sweep are: none may be shown twice, and none left out. */
    @Test
    void older_ones_are_paged_though_many_began_at_one_moment() {
        workspace("acme");
        db.execute("""
                insert into sync_health (workspace_id, run_at) select 'acme', timestamptz '2026-03-01' from generate_series(1, 70);
                insert into sync_session (started_at, completed_at, status) select timestamptz '2026-03-01', now(), 'completed' from generate_series(1, 40);
                insert into conversation (workspace_id, phone, state, lead_status, event_at, saved_at)
                  select 'acme', '+5255123456' || n, 'greeting', 'new', now(), timestamptz '2026-03-01' from generate_series(10, 29) n;
                insert into sync_health (workspace_id, run_at) select 'acme', timestamptz '2026-03-02' - n * interval '1 microsecond' from generate_series(1, 9) n
                """);
        var visitor = somebody();
        var seen = new ArrayList<String>();
        var pages = 0;
        var next = Optional.of("/runs");
        while (next.isPresent()) {
            var page = visitor.get(next.get()).body();
            seen.addAll(rows(page));
            next = older(page);
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(139).doesNotHaveDuplicates();
    }

    @Test
    @Tag("E5")
    void a_token_of_some_tenants_sees_their_runs_only() {
        runsOfAllKinds();

        assertThat(rows(somebody("workspaces", "globex")
                        .get("/runs?kind=reconcile")
                        .body()))
                .containsExactly("reconcile-2");
        assertThat(Set.copyOf(rows(somebody("workspaces", "globex").get("/runs").body())))
                .isEqualTo(Set.of("federation-1", "federation-2", "conversation-3", "reconcile-2"));
        assertThat(rows(somebody("organizations", "south").get("/runs").body()))
                .containsExactly(
                        "reconcile-1",
                        "federation-2",
                        "conversation-1",
                        "conversation-2",
                        "conversation-3",
                        "reconcile-2");
        assertThat(rows(somebody("workspaces", "globex")
                        .get("/runs?tenant=acme")
                        .body()))
                .isEmpty();
        assertThat(rows(somebody("organizations").get("/runs?kind=federation").body()))
                .isEmpty();
        assertThat(rows(somebody("organizations", "south")
                        .get("/runs?kind=products")
                        .body()))
                .isEmpty();
    }

    @Test
    void the_overview_has_what_runs_now_and_what_is_broken() {
        runsOfAllKinds();
        db.execute("""
                insert into incident (cause, subject, text, opened_at) values ('products', 'The products are not synced', 'x', now() - interval '2 hours');
                insert into incident_message (incident_id, channel, attempts, error) select id, 'webhook', 3, 'hooks.example answered 500.' from incident
                """);

        var page = somebody().get("/").body();

        assertThat(page.substring(page.indexOf("id=\"now\""), page.indexOf("id=\"hours-heading\"")))
                .contains("south", "member m7")
                .doesNotContain("north");
        assertThat(page)
                .contains("An incident is open", "The products are not synced", "webhook: hooks.example answered 500.");
        assertThat(somebody("workspaces", "globex").get("/").body()).doesNotContain("The products are not synced");
        assertThat(somebody("organizations", "north").get("/").body()).contains("No sync is running at the moment.");
    }

    @Test
    void without_runs_the_page_says_what_will_be_there() {
        assertThat(somebody().get("/runs").body()).contains("No run yet.");
    }
}
