package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The description of the API, as people read it and try it. */
@Tag("E7")
class ApiInBrowserTest extends BrowserTest {

    @Test
    void the_dashboard_leads_to_it_and_a_call_can_be_tried_there_with_a_token() {
        open(1280, ColorScheme.LIGHT);
        page.locator("footer a").click();

        page.locator(".scheme-container .authorize").click();
        page.locator(".auth-container input").fill(tokens.operator());
        page.locator(".auth-container .authorize").click();
        page.locator(".auth-container .btn-done").click();
        var call = page.locator(".opblock-get").filter(new Locator.FilterOptions().setHasText("/api/sync-health"));
        call.locator(".opblock-summary-control").click();
        call.locator("button.execute").click();

        assertThat(call.locator("tr.response .response-col_status").first()).containsText("200");
        assertThat(call.locator("tr.response pre.microlight").first()).containsText("\"totalFlagged\"");
        assertThat(complaints).as("what the browser was told to refuse").isEmpty();
    }
}
