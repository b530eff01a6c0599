package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** The first look at a database in which there is nothing yet. */
@Tag("E3")
@TestPropertySource(properties = "plumbline.demo=false")
class EmptyPagesInBrowserTest extends BrowserTest {

    private static final Map<String, List<String>> PAGES = Map.of(
            "/", List.of("No active workspaces yet.", "No run yet.", "No sync is running at the moment."),
            "/runs", List.of("No run yet."),
            "/federation", List.of("No connector yet."),
            "/federation/webhooks", List.of("No webhook has come yet."),
            "/products", List.of("There is no feed", "No sync yet.", "Nobody has steered the sync yet."),
            "/failures", List.of("Nothing has failed.", "No failures to show."));

    /** The program is shared with tests that fill it. */
    @BeforeEach
    void forget() {
        db.execute("truncate workspace, organization, connector, webhook_event, product, sync_session, audit_entry, "
                + "sync_failure, sync_history, incident cascade");
    }

    @Test
    void every_page_says_what_will_be_there() throws IOException {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, PHONE_WIDTH}) {
                open(width, scheme);
                for (var path : PAGES.entrySet()) {
                    page.navigate(url(path.getKey()));
                    for (var words : path.getValue()) {
                        assertThat(page.locator("#main")).containsText(words);
                    }
                    page.screenshot(new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(Path.of(
                                    "target",
                                    "screenshots",
                                    "empty" + path.getKey().replace('/', '-') + "-" + scheme + "-" + width + ".png")));
                    Axe.assertReadable(page, path.getKey(), scheme, width);
                }
                closeContext();
            }
        }
        assertThat(complaints).allMatch(it -> it.startsWith("Canvas2D"), "of the tool that looks, and not of the page");
    }
}
