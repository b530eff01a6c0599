package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import io.plumbline.infra.embedded.Ports;
import io.plumbline.worker.start.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What people see while Temporal is away, and then the database too. */
@Tag("browser")
@Tag("E3")
@Tag("E6")
@EnabledIf(
        value = "io.plumbline.worker.health.Chromium#isInstalled",
        disabledReason = "needs /usr/bin/chromium: apt-get install chromium")
class TroubleInBrowserTest {

    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    private static final int PHONE_WIDTH = 375;

    @TempDir
    private Path directory;

    @Test
    void a_button_says_why_it_does_nothing_and_a_page_that_cannot_be_shown_what_to_do() throws IOException {
        var port = Ports.choose("a test", 0);
        try (var program = Program.startWithoutTemporal(directory.resolve("data"), port);
                var chromium = Chromium.start()) {
            var page = chromium.browser()
                    .newContext(new Browser.NewContextOptions().setViewportSize(1280, 900))
                    .newPage();
            page.navigate("http://localhost:" + port + "/sign-in");
            page.locator("#token").fill(program.operatorToken());
            page.locator("main button").click();
            page.waitForURL("http://localhost:" + port + "/"); // with its scripts: a click before is an ordinary form

            page.locator("#workspaces tbody button").first().click();
            assertThat(page.locator("#status .problem"))
                    .containsText(
                            "The workflow engine does not answer at the moment. Ask again: nothing starts twice.",
                            SOON);
            look(page, "temporal-away");

            program.shutDownPostgres();
            assertThat(page.locator("#stale")).containsText("is not live any more", SOON);
            assertThat(page.locator("#workspaces tbody tr").first()).isVisible(); // what was there stays to be read
            look(page, "database-goes-away");
            page.reload();
            assertThat(page.locator("h1")).hasText("Not at the moment");
            assertThat(page.locator("#problem")).containsText("The database does not answer at the moment.");
            assertThat(page.locator(".actions .primary")).hasText("Try again");
            look(page, "database-away");
            assertThat(page.locator(".actions .primary").evaluate("it => it.href"))
                    .as("again the page that one wanted")
                    .isEqualTo("http://localhost:" + port + "/");
        }
    }

    /** For everybody, by day and by night, at a desk and on a phone; and a picture of it. */
    private static void look(Page page, String name) throws IOException {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, PHONE_WIDTH}) {
                page.emulateMedia(new Page.EmulateMediaOptions()
                        .setColorScheme(scheme)
                        .setReducedMotion(ReducedMotion.REDUCE)); // no colour is on its way to another
                page.setViewportSize(width, 900);
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of("target", "screenshots", name + "-" + scheme + "-" + width + ".png")));
                Axe.assertReadable(page, name, scheme, width);
            }
        }
        page.setViewportSize(1280, 900);
    }
}
