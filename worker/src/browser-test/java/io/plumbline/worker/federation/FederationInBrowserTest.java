package io.plumbline.worker.federation;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.options.ColorScheme;
import io.plumbline.worker.health.BrowserTest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.test.context.TestPropertySource;

/** The pages of federation in a real browser. */
@Tag("E3")
@TestPropertySource(properties = "plumbline.demo=false")
class FederationInBrowserTest extends BrowserTest {

    private static final List<String> PAGES = List.of(
            "/federation",
            "/federation/athletics/club-1",
            "/federation/athletics/club-2",
            "/federation/athletics/club-3",
            "/federation/history/1",
            "/federation/history/2",
            "/federation/history/3",
            "/federation/webhooks");

    private Registry registry;

    /** A hundred and twenty clubs, of which some fare well and some do not. */
    @BeforeEach
    void clubs() throws IOException {
        registry = new Registry();
        await().ignoreExceptionsInstanceOf(PessimisticLockingFailureException.class) // with what runs in the background
                .until(() -> db.execute(
                                "truncate connector, organization, sync_history, sync_change, webhook_event, fetched_members restart identity cascade")
                        >= 0);
        db.execute("""
                insert into connector (id, name, base_url, enabled, conflict_strategy, last_sync_at) values
                  ('athletics', 'Athletics Federation', '%1$s', true, 'merge', now() - interval '9 hours'),
                  ('rowing', '', '%1$s', false, 'federation_wins', null);
                insert into organization (id, name)
                  select 'club-' || n, case when n %% 7 > 0 then 'Club ' || n else '' end from generate_series(1, 120) n;
                insert into connected_organization (connector_id, organization_id, federation_org_id, last_attempt_at, last_success_at)
                  select case when n > 110 then 'rowing' else 'athletics' end, 'club-' || n, 'F' || n,
                    now() - interval '9 hours', case when n > 3 then now() - interval '9 hours' - n * interval '3 seconds' end
                  from generate_series(1, 120) n;
                insert into player (organization_id, connector_id, external_id, first_name, last_name, active)
                  select organization_id, connector_id, 'm' || n, 'Ada ' || n, 'Byron', n < 290
                  from connected_organization, generate_series(1, 300) n where organization_id like 'club-1%%';
                insert into sync_job (connector_id, organization_id, trigger, status, completed_at, started_at)
                  select connector_id, organization_id, 'scheduled', 'completed', last_success_at, last_success_at - interval '4 s'
                  from connected_organization where last_success_at is not null;
                insert into sync_job (connector_id, organization_id, member_id, trigger, strategy, status, retry_count, next_retry_at,
                    started_at, completed_at, error) values
                  ('athletics', 'club-1', null, 'scheduled', null, 'failed', 3, null, now() - interval '9 hours', now() - interval '9 hours',
                   'The registry answered 401: it does not take our token.'),
                  ('athletics', 'club-2', null, 'manual', 'merge', 'pending', 1, now() + interval '100 s', now() - interval '20 s', null,
                   'The registry answered 503.'),
                  ('athletics', 'club-2', 'm17', 'webhook', null, 'pending', 0, null, null, null, null);
                insert into sync_history (job_id, connector_id, organization_id, member_id, type, strategy, status, started_at, completed_at,
                    created, updated, unchanged, deactivated, conflicts_detected, conflicts_resolved, set_aside, note, error, workflow_id, run_id) values
                  (1, 'athletics', 'club-3', null, 'scheduled', 'merge', 'completed', now() - interval '9 hours', now() - interval '8 hours 59 minutes 56 s',
                   2, 31, 262, 0, 12, 12, '[{"memberId": "m301", "error": "dateOfBirth ''31.02.2001'' is no date."}, {"memberId": "m302", "error": "It has neither a first nor a last name."}]',
                   'The list lacks 45 of 300 members (15 %%), so nobody became inactive; the admins were asked.', null, 'federation/athletics/club-3', 'run'),
                  (2, 'athletics', 'club-3', null, 'manual', 'federation_wins', 'failed', now() - interval '2 hours', now() - interval '2 hours',
                   0, 0, 0, 0, 0, 0, '[]', null, 'The registry answered 401: it does not take our token.', 'federation/athletics/club-3', 'run'),
                  (3, 'athletics', 'club-3', 'm17', 'webhook', 'merge', 'completed', now() - interval '3 minutes', now() - interval '3 minutes',
                   0, 0, 1, 0, 0, 0, '[]', null, null, 'federation/athletics/club-3', 'run');
                insert into sync_change (history_id, player_id, external_id, kind, field, before, after)
                  select 1, n, 'm' || n, 'updated', 'email', 'ada.byron' || n || '@old.example.org', 'ada' || n || '@example.org' from generate_series(1, 31) n
                  union all select 1, 400, 'm400', 'created', null, null, null
                  union all select 1, 400, 'm400', 'created', 'firstName', null, 'Grace'
                  union all select 1, 401, 'm401', 'deactivated', null, null, null;
                insert into sync_conflict (history_id, player_id, external_id, field, federation_value, local_value, resolved_value, strategy, reason)
                  select 1, n, 'm' || n, 'address', '12 Long Street, Apartment ' || n || ', 10115 Berlin', 'Hauptstraße ' || n, 'Hauptstraße ' || n, 'merge',
                    'Both sides changed it since the last sync; ana edited it here, so the local value stands.' from generate_series(1, 12) n;
                insert into webhook_event (received_at, connector_id, federation_org_id, member_id, event, status, reason, delivery_id, deliveries, address)
                  select now() - n * interval '41 s', 'athletics', 'F' || n, 'm' || n, 'updated', 'processed', null, n, 1 + n %% 3, '192.0.2.17' from generate_series(4, 60) n;
                insert into webhook_event (connector_id, federation_org_id, member_id, event, status, reason, delivery_id, address) values
                  ('athletics', 'F9', 'm4', 'deleted', 'accepted', null, 'x', '192.0.2.17'),
                  ('athletics', 'F9', 'm4', 'deleted', 'refused', 'The signature is not valid.', null, '198.51.100.4'),
                  (null, null, null, null, 'refused', 'The body is not readable as JSON.', null, '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff')
                """.formatted(registry.url()));
    }

    @AfterEach
    void closeRegistry() {
        registry.close();
    }

    @Test
    @Tag("C23")
    void a_person_finds_an_organisation_previews_and_syncs_it_by_keyboard_alone() {
        open(1280, ColorScheme.LIGHT);
        page.navigate(url("/federation"));

        page.locator("#q").focus();
        page.keyboard().type("club-11");
        assertThat(page.locator("#organizations tbody tr")).hasCount(11);
        page.locator("#to-athletics-club-11").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).containsText("Club 11");
        page.locator("#strategy").focus();
        page.keyboard().type("local");
        page.keyboard().press("Tab");
        assertThat(page.locator("#preview-it")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#preview")).containsText("Conflicts: 4", SOON);
        page.keyboard().press("Tab");
        assertThat(page.locator("#sync-now")).isFocused();
        page.keyboard().press("Enter");

        assertThat(page.locator("#status")).containsText("A sync of Club 11 is in the queue.");
        assertThat(page.locator("#runs tbody tr").first()).containsText("manual", SOON);
        assertThat(page.locator("#preview")).containsText("Conflicts: 4"); // is not swept away by what is live
        assertThat(complaints).isEmpty();
    }

    @Test
    @Tag("C22")
    void a_sync_is_downloaded_as_csv_and_as_json() throws IOException {
        open(1280, ColorScheme.LIGHT);
        page.navigate(url("/federation/history/1"));

        var csv = page.waitForDownload(() -> page.locator("#csv").click());
        var json = page.waitForDownload(() -> page.locator("#json").click());

        assertThat(csv.suggestedFilename()).isEqualTo("sync-1-club-3.csv");
        assertThat(Files.readString(csv.path()))
                .contains("conflict,m12,12,", "change,m31,31,")
                .hasLineCount(47);
        assertThat(json.suggestedFilename()).isEqualTo("sync-1-club-3.json");
        assertThat(Files.readString(json.path())).startsWith("{").endsWith("}");
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_job_that_was_added_elsewhere_appears_without_a_reload() {
        open(1280, ColorScheme.LIGHT);
        page.navigate(url("/federation/athletics/club-5"));
        page.evaluate("window.sameAsBefore = true");
        page.locator("#strategy").selectOption("merge");

        db.execute("insert into sync_job (connector_id, organization_id, member_id, trigger, status) "
                + "values ('athletics', 'club-5', 'm99', 'webhook', 'pending')");

        assertThat(page.locator("#queue")).containsText("m99", SOON);
        assertThat(page.locator("#strategy")).hasValue("merge");
        assertThat(page.evaluate("window.sameAsBefore")).isEqualTo(true);
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_registry_that_refuses_is_said_so_beside_the_buttons() {
        registry.refuse();
        open(1280, ColorScheme.LIGHT);
        page.navigate(url("/federation/athletics/club-5"));

        page.locator("#preview-it").click();

        assertThat(page.locator("#status")).containsText("it does not take our token", SOON);
        assertThat(page.locator("h1")).containsText("Club 5");
    }

    @Test
    void no_page_scrolls_sideways_on_a_phone() {
        open(PHONE_WIDTH, ColorScheme.LIGHT);

        for (var path : PAGES) {
            page.navigate(url(path));
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .as(path)
                    .isLessThanOrEqualTo(PHONE_WIDTH);
            assertThat((Boolean) page.evaluate(
                            "[...document.querySelectorAll('.scroll')].every(it => it.scrollWidth <= it.clientWidth)"))
                    .as("the tables of %s", path)
                    .isTrue();
        }
    }

    @Test
    void people_who_cannot_see_it_well_can_use_it_by_day_and_by_night() throws IOException {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            open(1280, scheme);
            for (var path : PAGES) {
                page.navigate(url(path));
                assertThat(page.locator("h1")).isVisible();
                assertThat(seriousViolations()).as("%s, %s", path, scheme).isEmpty();
            }
            page.navigate(url("/federation/athletics/club-11"));
            page.locator("#preview-it").click();
            assertThat(page.locator("#preview")).containsText("Nothing was written.", SOON);
            assertThat(seriousViolations()).as("preview, %s", scheme).isEmpty();
            if (scheme == ColorScheme.LIGHT) {
                context.close();
            }
        }
    }
}
