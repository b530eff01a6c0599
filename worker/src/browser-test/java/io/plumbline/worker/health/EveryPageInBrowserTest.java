package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for every page of the dashboard, on the demo's data and with some trouble. */
@Tag("E3")
class EveryPageInBrowserTest extends BrowserTest {

    private static final String FOCUSABLE = "a[href], button, input:not([type=hidden]), select, summary";

    /** The address of some sync, of a connector and of an organisation is known when the demo has run. */
    private List<String> pages() {
        var sync = db.fetchSingle("select id, connector_id, organization_id from sync_history order by id limit 1");
        return List.of(
                "/",
                "/?q=nobody-has-this-name",
                "/runs",
                "/runs?kind=reconcile&status=failed",
                "/workspaces/acme",
                "/workspaces/acme/contacts/1",
                "/federation",
                "/federation/" + sync.get(1) + "/" + sync.get(2),
                "/federation/history/" + sync.get(0),
                "/federation/webhooks",
                "/products",
                "/failures",
                "/failures?show=all",
                "/nowhere");
    }

    @BeforeEach
    void somethingOfEverything() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> number("select count(*) from sync_session where status = 'completed'") > 0
                        && number("select count(*) from sync_history where status = 'completed'") > 2);
        db.execute("delete from sync_failure; delete from incident");
        db.execute("""
                insert into sync_failure (source, workspace_id, contact_phone, error, fingerprint) values
                  ('conversation', 'lumen', '+31612345671', 'contact_not_found', 'a'),
                  ('reconcile', 'lumen', null, 'The statement took longer than 50 seconds, and was cancelled.', 'b');
                insert into incident (cause, subject, text, opened_at) values
                  ('products', 'The products are not synced', 'x', now() - interval '2 hours');
                insert into incident_message (incident_id, channel, told_open_at, attempts, error)
                  select id, 'webhook', now(), 3, 'hooks.example answered 500.' from incident
                """);
    }

    private int number(String query) {
        return db.fetchSingle(query).get(0, Integer.class);
    }

    @AfterEach
    void othersFindThePagesAsTheyWere() {
        db.execute("delete from sync_failure; delete from incident");
    }

    @Test
    void everybody_can_read_it_by_day_and_by_night_at_a_desk_and_on_a_phone() throws IOException {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, PHONE_WIDTH}) {
                open(width, scheme);
                for (var path : pages()) {
                    page.navigate(url(path));
                    assertThat(page.locator("h1")).isVisible();
                    Axe.assertReadable(page, path, scheme, width);
                    assertThat(
                                    (List<?>)
                                            page.evaluate(
                                                    "[...document.querySelectorAll('.scroll')]"
                                                            + ".filter(it => it.scrollWidth > it.clientWidth).map(it => it.firstElementChild.id)"))
                            .as("panels of %s that scroll sideways at %s", path, width)
                            .isEmpty();
                }
                closeContext();
            }
        }
        open(PHONE_WIDTH, ColorScheme.LIGHT);
        context.clearCookies();
        page.navigate(url("/sign-in"));
        assertThat(seriousViolations()).isEmpty();
    }

    @Test
    void everything_that_can_be_used_is_reached_by_the_tab_key_and_shows_that_it_is() {
        open(1280, ColorScheme.LIGHT);
        for (var path : pages()) {
            page.navigate(url(path));
            page.evaluate("(document.getElementById('live') || new Image()).remove()"); // what is marked stays
            var usable = new HashSet<Object>((List<?>) page.evaluate(
                    "all => {"
                            + "const seen = [...document.querySelectorAll(all)].filter(it => it.checkVisibility());"
                            + "seen.forEach((it, n) => { it.dataset.tab = n; });"
                            + "return seen.map(it => it.dataset.tab); }",
                    FOCUSABLE));
            page.keyboard().press("Tab");
            assertThat(page.evaluate("document.activeElement.textContent")).isEqualTo("Skip to the content");
            var unseen = new ArrayList<Object>();
            var enough = usable.size() + 20;
            for (int tabs = 0; tabs < enough && !usable.isEmpty(); tabs++) {
                usable.remove(page.evaluate("document.activeElement.dataset.tab || ''"));
                var outline =
                        page.evaluate("(it => it === document.body || getComputedStyle(it).outlineStyle !== 'none'"
                                + " ? '' : it.outerHTML)(document.activeElement)");
                if (!outline.equals("")) {
                    unseen.add(outline);
                }
                page.keyboard().press("Tab");
            }
            assertThat(usable).as("not reached on %s", path).isEmpty();
            assertThat(unseen).as("without a ring on %s", path).isEmpty();
        }
    }

    @Test
    void the_skip_link_leads_past_the_bar() {
        open(1280, ColorScheme.LIGHT);
        page.navigate(url("/runs"));

        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        page.keyboard().press("Tab");

        assertThat(page.locator("#tenant")).isFocused();
    }

    @Test
    void times_are_those_of_whoever_looks_and_exact_on_demand() {
        open(1280, ColorScheme.LIGHT);
        context.close();
        context = newContext(new Browser.NewContextOptions().setLocale("en-GB").setTimezoneId("Asia/Tokyo"));
        signIn();
        page.navigate(url("/runs"));

        var time = page.locator("#runs time").first();
        assertThat(time).hasAttribute("title", Pattern.compile(".*GMT\\+9$"));
        assertThat(time).hasText(Pattern.compile(".* ago|just now"));
        assertThat(Instant.parse(time.getAttribute("datetime"))).isBefore(Instant.now());
        page.navigate(url("/workspaces/acme/contacts/1"));
        assertThat(page.locator(".facts time").first()).hasText(Pattern.compile(".*GMT\\+9$"));
        assertThat(page.locator(".facts time").first()).hasAttribute("title", Pattern.compile(".*Z$"));
        assertThat(complaints).isEmpty();
    }

    @Test
    void the_navigation_says_where_one_is() {
        open(1280, ColorScheme.LIGHT);
        var sections = Map.of(
                "/?q=a", "Overview",
                "/workspaces/acme", "Overview",
                "/runs?kind=reconcile", "Runs",
                "/federation/webhooks", "Federation",
                "/products", "Products",
                "/failures?show=all", "Failures");
        for (var path : sections.entrySet()) {
            page.navigate(url(path.getKey()));
            assertThat(page.locator("[aria-current=page]")).hasCount(1);
            assertThat(page.locator("[aria-current=page]")).containsText(path.getValue());
        }
    }
}
