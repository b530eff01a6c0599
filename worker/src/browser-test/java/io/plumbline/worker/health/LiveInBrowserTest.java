package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists that refresh themselves while somebody is at work in them. */
@Tag("E3")
class LiveInBrowserTest extends BrowserTest {

    @BeforeEach
    void manyFailures() {
        db.execute("delete from sync_failure");
        db.execute("insert into sync_failure (source, workspace_id, contact_phone, error, fingerprint, created_at) "
                + "select 'conversation', 'lumen', '+316123450' || n, 'contact_not_found', 'a', now() - n * interval '1 minute' "
                + "from generate_series(10, 39) n");
    }

    private void oneMoreFailure(String phone) {
        db.execute(
                "insert into sync_failure (source, workspace_id, contact_phone, error, fingerprint) "
                        + "values ('conversation', 'lumen', ?, 'contact_not_found', 'a')",
                phone);
    }

    private double top(String selector) {
        return ((Number) page.evaluate("it => document.querySelector(it).getBoundingClientRect().top", selector))
                .doubleValue();
    }

    private void openAndMark(String path) {
        open(1280, ColorScheme.LIGHT);
        page.navigate(url(path));
        page.evaluate("window.sameAsBefore = true");
    }

    private void assertThatItIsTheSamePage() {
        assertThat(page.evaluate("window.sameAsBefore")).isEqualTo(true);
        assertThat(complaints).isEmpty();
    }

    @AfterEach
    void othersFindThePagesAsTheyWere() {
        db.execute("delete from sync_failure; delete from incident; delete from sync_session where items_created = 77; "
                + "delete from sync_job where error = 'live'; delete from webhook_event where reason = 'live'");
    }

    @Test
    void a_failure_that_comes_moves_neither_the_focus_nor_the_row_that_one_reads() {
        openAndMark("/failures?workspaceId=lumen");
        page.getByLabel("Workspace").fill("half a wor");
        var row = page.locator("#list tbody tr").nth(20);
        var button = row.getByText("Resolve");
        var label = button.getAttribute("aria-label");
        var id = "#list [data-run='" + row.getAttribute("data-run") + "']";
        button.focus();
        button.scrollIntoViewIfNeeded();
        page.evaluate("it => document.querySelector(it).scrollIntoView({block: 'center'})", id);
        var before = top(id);

        oneMoreFailure("+31612345999");

        assertThat(page.locator("#list tbody tr")).hasCount(31, soon());
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(page.evaluate("document.activeElement.getAttribute('aria-label')"))
                        .isEqualTo(label));
        assertThat(top(id)).isBetween(before - 2, before + 2);
        assertThat(page.getByLabel("Workspace")).hasValue("half a wor");
        assertThatItIsTheSamePage();
    }

    @Test
    void the_focus_goes_to_the_next_row_when_its_own_is_gone() {
        openAndMark("/failures?workspaceId=lumen");
        var button = page.locator("#list tbody tr").nth(4).getByText("Resolve");
        var next = page.locator("#list tbody tr").nth(5).getByText("Resolve").getAttribute("aria-label");
        button.focus();

        db.execute(
                "update sync_failure set resolved = true, resolved_by = 'ana' where id = cast(? as bigint)",
                page.locator("#list tbody tr").nth(4).getAttribute("data-run"));

        assertThat(page.locator("#list tbody tr")).hasCount(29, soon());
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(page.evaluate("document.activeElement.getAttribute('aria-label')"))
                        .isEqualTo(next));
        assertThatItIsTheSamePage();
    }

    @Test
    void a_run_of_another_sync_appears_on_the_page_of_runs_and_open_menus_stay() {
        openAndMark("/runs");
        page.locator("#tenant").fill("half a wor");
        page.locator("#kind").selectOption("products");
        page.locator("#kind").focus();

        db.execute("insert into sync_session (started_at, completed_at, status, items_created) "
                + "values (now(), now() + interval '1 s', 'completed', 77)");

        assertThat(page.locator("#runs")).containsText("77 created", SOON);
        assertThat(page.locator("#runs tbody tr").first()).hasClass("is-new");
        assertThat(page.locator("#kind")).isFocused();
        assertThat(page.locator("#kind")).hasValue("products");
        assertThat(page.locator("#tenant")).hasValue("half a wor");
        assertThatItIsTheSamePage();
    }

    @Test
    void the_overview_tells_of_an_incident_and_the_numbers_under_the_chart_stay_open() {
        openAndMark("/");
        page.locator("summary").click();
        page.locator("#q").fill("e");
        page.evaluate("document.querySelector('#workspaces-heading').scrollIntoView()");
        var before = top("#workspaces-heading");

        db.execute("insert into incident (cause, subject, text, opened_at) "
                + "values ('live', 'The moon is not synced', 'x', now())");

        assertThat(page.locator("#overview")).containsText("The moon is not synced", SOON);
        assertThat((Boolean) page.evaluate("document.querySelector('details').open"))
                .isTrue();
        assertThat(page.locator("#q")).hasValue("e");
        assertThat(top("#workspaces-heading")).isBetween(before - 2, before + 2);
        assertThatItIsTheSamePage();
        db.execute("delete from incident");
    }

    @Test
    void an_organisation_whose_sync_fails_is_seen_on_the_page_of_federation_while_somebody_searches() {
        openAndMark("/federation");
        page.locator("#q").fill("club n");
        assertThat(page.locator("#organizations tbody tr")).hasCount(1);
        page.locator("#to-registry-club-north").focus();

        db.execute("insert into sync_job (connector_id, organization_id, trigger, status, error, completed_at) "
                + "values ('registry', 'club-north', 'scheduled', 'failed', 'live', now())");

        assertThat(page.locator("#organizations tbody tr")).containsText("live", SOON);
        assertThat(page.locator("#overview .bad")).containsText("Failing");
        assertThat(page.locator("#connectors .warn")).hasText("1");
        assertThat(page.locator("#organizations tbody tr")).hasCount(1);
        assertThat(page.locator("#to-registry-club-north")).isFocused();
        assertThat(page.locator("#q")).hasValue("club n");
        assertThatItIsTheSamePage();
    }

    @Test
    void a_webhook_that_comes_appears_in_their_list_and_an_open_menu_stays() {
        openAndMark("/federation/webhooks");
        page.locator("#show").selectOption("processed");
        page.locator("#show").focus();

        db.execute("insert into webhook_event (connector_id, status, reason) values ('unheard-of', 'refused', 'live')");

        var row = page.locator("#runs tbody tr").filter(new Locator.FilterOptions().setHasText("unheard-of"));
        assertThat(row).containsText("refused", SOON);
        assertThat(row).hasClass("is-new");
        assertThat(page.locator("#show")).isFocused();
        assertThat(page.locator("#show")).hasValue("processed");
        assertThatItIsTheSamePage();
    }
}
