package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page of products in a real browser, with the demo's feed. */
@Tag("E3")
class ProductsInBrowserTest extends BrowserTest {

    private static final String RUNNING = "select count(*) from sync_session where status = 'running'";

    @BeforeEach
    void theFirstSyncHasEnded() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> number("select count(*) from sync_session") > 0 && number(RUNNING) == 0);
    }

    private int number(String query) {
        return db.fetchSingle(query).get(0, Integer.class);
    }

    private void products() {
        page.navigate(url("/products"));
        assertThat(page.locator("h1")).hasText("Products");
    }

    @Test
    @Tag("D2")
    void a_sync_that_runs_shows_its_pages_as_a_bar_without_a_reload() {
        open(1280, ColorScheme.LIGHT);
        products();
        page.evaluate("window.sameAsBefore = true");

        var before = number("select count(*) from sync_session");
        page.evaluate("fetch('/products/run', {method: 'POST', redirect: 'manual', body: new URLSearchParams("
                + "{_csrf: document.querySelector('#run [name=_csrf]').value})})"); // as if somebody else had asked

        assertThat(page.locator("#progress")).isVisible();
        assertThat(page.locator("#overview")).containsText(Pattern.compile("Page \\d+ of 46"), SOON);
        assertThat(page.locator("#progress")).hasCount(0, soon());
        assertThat(page.locator("#runs tbody tr")).hasCount(before + 1, soon());
        assertThat(page.locator("#runs tbody tr").first()).containsText("completed", SOON);
        assertThat(page.evaluate("window.sameAsBefore")).isEqualTo(true);
        assertThat(page.locator("#chart")).hasAttribute("data-seen", Pattern.compile("seconds"));
        assertThat(complaints).isEmpty();
    }

    @Test
    @Tag("D7")
    @Tag("D8")
    void the_buttons_steer_the_sync() {
        open(1280, ColorScheme.LIGHT);
        products();

        page.locator("#interval").fill("12");
        page.locator("#start").click();
        assertThat(page.locator("#status")).containsText("The schedule runs.");
        assertThat(page.locator("#overview")).containsText("Every 12 min");

        page.locator("#reason").fill("orders are being taken");
        page.locator("#pause").click();
        assertThat(page.locator("#overview")).containsText("orders are being taken (operator)");
        page.locator("#resume-now").click();
        assertThat(page.locator("#status")).containsText("The pause is over.");
        assertThat(page.locator("#resume-now")).hasCount(0);

        page.locator("#stop-now").click();
        assertThat(page.locator("#overview")).containsText("Stopped");
        assertThat(page.locator("#stop-now")).hasCount(0);
        page.locator("#run-now").click();
        assertThat(page.locator("#status")).containsText("A sync begins");
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        number("select count(*) from sync_session where sync_mode = 'manual' and status = 'completed'")
                                > 0);
        page.locator("#start").click();
        assertThat(page.locator("#trail")).containsText("stop");
        assertThat(complaints).isEmpty();
    }

    @Test
    void everybody_can_use_it_by_day_and_by_night_and_on_a_phone() throws IOException {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, PHONE_WIDTH}) {
                open(width, scheme);
                products();
                assertThat(page.locator("#chart")).hasAttribute("data-seen", Pattern.compile("seconds"));

                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of("target", "screenshots", "products-" + scheme + "-" + width + ".png")));

                Axe.assertReadable(page, "products", scheme, width);
                if (scheme == ColorScheme.LIGHT || width == 1280) {
                    context.close();
                }
            }
        }
    }
}
