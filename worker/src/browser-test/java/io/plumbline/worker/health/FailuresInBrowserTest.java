package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The failure inbox in a real browser. Its failures are those of one workspace of the demo. */
@Tag("B13")
@Tag("E3")
class FailuresInBrowserTest extends BrowserTest {

    private static final String INBOX = "/failures?workspaceId=lumen";

    @BeforeEach
    void threeConversationsAndARunFailed() {
        for (int i = 1; i <= 3; i++) {
            var phone = "+3161234567" + i;
            db.execute("insert into contact (workspace_id, phone, name) values ('lumen', ?, 'Late " + i + "')", phone);
            db.execute(
                    "insert into conversation (workspace_id, phone, state, lead_status, event_at, sync, sync_reason) "
                            + "values ('lumen', ?, 'handoff', 'contacted', now(), 'skipped', 'contact_not_found')",
                    phone);
            failed("conversation", phone, "contact_not_found");
        }
        failed("reconcile", null, "The statement took longer than 50 seconds, and was cancelled.");
    }

    private void failed(String source, String phone, String error) {
        db.execute(
                "insert into sync_failure (source, workspace_id, contact_phone, error, fingerprint) "
                        + "values (?, 'lumen', ?, ?, ?)",
                source,
                phone,
                error,
                "of " + source);
    }

    @AfterEach
    void takeThemBack() {
        db.execute("delete from sync_failure where workspace_id = 'lumen'");
        db.execute("delete from conversation where workspace_id = 'lumen'");
        db.execute("delete from contact where workspace_id = 'lumen' and name like 'Late %'");
    }

    private void openInbox(int width, ColorScheme scheme) {
        open(width, scheme);
        page.navigate(url(INBOX));
    }

    private Locator rows() {
        return page.locator("#list tbody tr");
    }

    private Locator groups() {
        return page.locator("#groups tbody tr");
    }

    @Test
    void failures_are_listed_and_grouped_and_those_of_one_sync_are_shown_where_that_is_asked_for() {
        openInbox(1280, ColorScheme.LIGHT);
        assertThat(rows()).hasCount(4);
        assertThat(groups()).hasCount(2);
        assertThat(groups().first()).containsText("contact_not_found");
        assertThat(groups().first()).containsText("3");

        page.getByLabel("Sync").selectOption("reconcile");
        page.locator(".search button").click();

        assertThat(rows()).hasCount(1);
        assertThat(rows()).containsText("took longer than 50 seconds");
        assertThat(groups()).hasCount(1);
        assertThat(page.url()).contains("source=reconcile", "workspaceId=lumen");
        assertThat(complaints).isEmpty();
    }

    @Test
    void one_is_resolved_and_everything_else_stays_as_it_was_shown() {
        openInbox(1280, ColorScheme.LIGHT);
        var before = open();
        var one = rows().filter(new Locator.FilterOptions().setHasText("+31612345672"));

        one.getByText("Resolve").click();

        assertThat(page.locator("#status")).containsText("1 failure resolved.");
        assertThat(page.url()).contains("workspaceId=lumen");
        assertThat(rows()).hasCount(3);
        assertThat(page.locator("#list")).not().containsText("+31612345672");
        assertThat(page.locator("#open-failures")).containsText(String.valueOf(before - 1));
        assertThat(complaints).isEmpty();
    }

    private int open() {
        return db.fetchSingle("select count(*) from sync_failure where not resolved")
                .get(0, Integer.class);
    }

    @Test
    void a_group_is_replayed_by_a_double_click_once_and_the_page_shows_its_end_by_itself() {
        openInbox(1280, ColorScheme.LIGHT);
        var held = new ArrayList<Route>(); // so that the first click's page does not come before the second click
        page.route("**/failures/replay", held::add);

        groups().first()
                .getByText("Replay all")
                .evaluate("it => { it.click(); return new Promise(end => setTimeout(() => end(it.click()), 200)); }");
        page.waitForCondition(() -> !held.isEmpty());
        held.forEach(Route::resume);

        assertThat(page.locator("#status")).containsText("3 failures are being replayed.");
        assertThat(held).hasSize(1);
        assertThat(rows()).hasCount(1, soon());
        assertThat(groups()).hasCount(1);
        assertThat(
                        values(
                                "select resolved_by || ' ' || attempts from sync_failure where resolved and workspace_id = 'lumen'"))
                .hasSize(3)
                .containsOnly("operator 1");
        assertThat(values("select lead_status from contact where workspace_id = 'lumen' and name like 'Late %'"))
                .containsOnly("contacted");
        assertThat(complaints).isEmpty();
    }

    private List<Object> values(String query) {
        return List.copyOf(db.fetch(query).getValues(0));
    }

    @Test
    void it_can_be_used_with_the_keyboard_alone() {
        openInbox(1280, ColorScheme.LIGHT);
        var last = rows().last().getByText("Resolve");
        var label = last.getAttribute("aria-label");

        for (int tabs = 0; tabs < 60 && !label.equals(focused()); tabs++) {
            page.keyboard().press("Tab");
        }
        assertThat(last).isFocused();
        page.keyboard().press("Enter");

        assertThat(page.locator("#status")).containsText("1 failure resolved.");
        assertThat(rows()).hasCount(3);
        assertThat(complaints).isEmpty();
    }

    private Object focused() {
        return page.evaluate("document.activeElement.getAttribute('aria-label')");
    }

    @Test
    void a_failure_that_comes_while_the_page_is_open_appears_and_the_focus_stays() {
        openInbox(1280, ColorScheme.LIGHT);
        page.getByLabel("Workspace").focus();

        failed("conversation", "+31612345679", "contact_not_found");

        assertThat(rows()).hasCount(5, soon());
        assertThat(page.getByLabel("Workspace")).isFocused();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(page.locator("#open-failures")).containsText(String.valueOf(open())));
        assertThat(complaints).isEmpty();
    }

    @Test
    void it_fits_a_phone_and_everybody_can_read_it_by_day_and_by_night() throws IOException {
        db.execute("update sync_failure set resolved = true, resolved_by = 'ana', resolved_at = now() "
                + "where workspace_id = 'lumen' and contact_phone like '%1'");
        db.execute("update sync_failure set replaying = true where workspace_id = 'lumen' and contact_phone like '%2'");
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (var width : List.of(1280, PHONE_WIDTH)) {
                open(width, scheme);
                for (var path : List.of(INBOX + "&show=all", INBOX + "&show=resolved&replayed=3")) {
                    page.navigate(url(path));
                    Axe.assertReadable(page, path, scheme, width);
                    assertThat(
                                    (Boolean)
                                            page.evaluate(
                                                    "[...document.querySelectorAll('.scroll')].every(it => it.scrollWidth <= it.clientWidth)"))
                            .as("no panel of %s scrolls sideways at %s", path, width)
                            .isTrue();
                }
                context.close();
            }
        }
    }
}
