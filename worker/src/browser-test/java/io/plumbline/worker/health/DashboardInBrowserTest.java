package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The dashboard in a real browser, on the demo data. */
class DashboardInBrowserTest extends BrowserTest {

    private static final List<String> PAGES =
            List.of("/", "/workspaces/acme", "/workspaces/acme/contacts/1", "/failures", "/workspaces/nobody");

    @Test
    @Tag("E3")
    @Tag("E10")
    void the_link_of_the_log_signs_in_and_the_page_shows_the_first_sweep() {
        open(1280, ColorScheme.LIGHT);

        assertThat(page.locator("#overview")).containsText("Active workspaces 22");
        assertThat(page.locator("#runs")).containsText("reconcile/acme", SOON);
        assertThat(page.locator("#workspaces tbody tr")).hasCount(22);
        assertThat(page.locator("#chart")).hasAttribute("data-seen", Pattern.compile("stale"));
        assertThat(page.locator("#runs tbody tr").first().locator("td a"))
                .hasAttribute(
                        "href", Pattern.compile("^http://localhost:8233/namespaces/default/workflows/reconcile%2F.*"));
        assertThat(complaints).isEmpty();
    }

    @Test
    @Tag("A13")
    @Tag("E3")
    void run_now_says_what_it_started_and_the_run_appears() {
        open(1280, ColorScheme.LIGHT);

        page.locator("#run-cobalt").click();

        assertThat(page.locator("#status")).containsText("Started a run of workspace cobalt");
        assertThat(manualRunsOf("cobalt")).hasCount(1, soon());
        page.getByText("Dismiss").click();
        assertThat(page.locator("#status")).isEmpty();
        page.locator("#run-cobalt").click();
        assertThat(manualRunsOf("cobalt")).hasCount(2, soon());
        assertThat(complaints).isEmpty();
    }

    @Test
    @Tag("E3")
    void a_run_that_was_started_elsewhere_appears_without_a_reload_and_disturbs_nobody() throws Exception {
        open(1280, ColorScheme.LIGHT);
        page.evaluate("window.sameAsBefore = true");
        page.locator("#q").fill("e");
        assertThat(page.locator("#workspaces tbody tr")).not().hasCount(22);
        page.locator("#run-delta").focus();

        startByApi("delta");

        assertThat(manualRunsOf("delta")).hasCount(1, soon());
        assertThat(page.locator("#q")).hasValue("e");
        assertThat(page.locator("#workspaces tbody tr")).not().hasCount(22);
        assertThat(page.locator("#run-delta")).isFocused();
        assertThat(page.evaluate("window.sameAsBefore")).isEqualTo(true);
        assertThat(page.url()).endsWith("/?q=e");
        assertThat(complaints).isEmpty();
    }

    @Test
    @Tag("A13")
    @Tag("A15")
    void the_dry_run_follows_the_typed_threshold_and_explains_each_contact() {
        open(1280, ColorScheme.LIGHT);
        page.navigate(url("/workspaces/acme"));

        page.locator("#amount").fill("5");
        page.locator("#unit").selectOption("minutes");
        assertThat(page.locator("#plan")).containsText("quiet for more than 5 minutes");
        assertThat(page.locator("#plan tbody tr")).hasCount(50);
        page.locator("#plan a").first().click();
        assertThat(page.locator("dialog")).containsText("read from");
        page.locator("dialog").getByText("Close").click();
        page.locator("#run").click();

        assertThat(page.locator("#status")).containsText("Started a run of workspace acme");
        assertThat(page.locator("#runs tbody tr").first()).containsText("manual", SOON);
        assertThat(page.locator("#runs tbody tr").first()).containsText("50");
        assertThat(complaints).isEmpty();
    }

    @Test
    @Tag("E3")
    void a_page_that_cannot_be_refreshed_says_so_until_it_can() {
        open(1280, ColorScheme.LIGHT);

        context.setOffline(true);
        assertThat(page.locator("#stale")).containsText("is not live any more", SOON);

        context.setOffline(false);
        assertThat(page.locator("#stale")).isHidden(new LocatorAssertions.IsHiddenOptions().setTimeout(30_000));
    }

    @Test
    @Tag("E5")
    void a_page_whose_sign_in_has_ended_goes_to_the_sign_in() {
        open(1280, ColorScheme.LIGHT);

        context.clearCookies();

        page.waitForURL(url("/sign-in"));
    }

    @Test
    @Tag("E3")
    void no_page_scrolls_sideways_on_a_phone() {
        open(PHONE_WIDTH, ColorScheme.LIGHT);

        for (var path : PAGES) {
            page.navigate(url(path));
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .as(path)
                    .isLessThanOrEqualTo(PHONE_WIDTH);
        }
    }

    @Test
    @Tag("E3")
    void people_who_cannot_see_it_well_can_use_it_by_day_and_by_night() throws IOException {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            open(1280, scheme);
            for (var path : PAGES) {
                page.navigate(url(path));
                assertThat(page.locator("h1")).isVisible();
                assertThat(seriousViolations()).as("%s, %s", path, scheme).isEmpty();
            }
            context.clearCookies();
            page.navigate(url("/sign-in"));
            assertThat(seriousViolations()).as("sign-in, %s", scheme).isEmpty();
            if (scheme == ColorScheme.LIGHT) {
                context.close();
            }
        }
        assertThat((String) page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(18, 22, 21)");
    }

    private Locator manualRunsOf(String workspace) {
        return page.locator("#runs tbody tr")
                .filter(new Locator.FilterOptions().setHasText("manual"))
                .filter(new Locator.FilterOptions().setHasText(workspace));
    }

    private void startByApi(String workspace) throws IOException, InterruptedException {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url("/api/reconcile")))
                                .header("Authorization", "Bearer " + tokens.operator())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"workspaceId\":\"" + workspace + "\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(202);
    }
}
