package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Makes the pictures of the README, and the same pages by night and on a phone to look at in {@code target/screenshots}:
 * {@code ./mvnw -Pfull -pl worker -am test -Dtest=ScreenshotsInBrowserTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dscreenshots=true}.
 */
@Tag("E3")
@EnabledIfSystemProperty(named = "screenshots", matches = "true")
class ScreenshotsInBrowserTest extends BrowserTest {

    private static final long LARGEST = 200_000;
    private static final Path README = Path.of("..", "infra", "docs", "screenshots");
    private static final Path LOOK = Path.of("target", "screenshots");

    @BeforeEach
    void theDemoHasRunForSomeDays() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> number("select count(*) from sync_session where status = 'completed'") > 0
                        && number("select count(*) from sync_history where status = 'completed'") > 2
                        && number("select count(*) from sync_history where status = 'running'") == 0);
        db.execute("""
                insert into sync_health (workspace_id, run_at, contacts_checked, stale_found, in_cooldown, flagged, duration, workflow_id)
                select w.id, date_trunc('hour', now()) - h * interval '1 hour', 230, s.stale, s.stale - s.flagged, s.flagged,
                       interval '40 milliseconds', 'reconcile/' || w.id
                from workspace w cross join generate_series(1, 47) h
                cross join lateral (select n as stale, n * (2 + h % 5) / 9 as flagged
                  from (select (12 + 9 * sin(h / 3.8) + abs(hashtext(w.id || h)) % 7)::int as n) c) s
                where w.active;
                insert into sync_session (id, started_at, completed_at, status, total_pages, pages_processed, items_processed,
                    items_updated, items_unchanged, error_message, note, begin_key)
                select -n, now() - n * interval '30 minutes', now() - n * interval '30 minutes' + interval '1 s' * (7 + abs(hashtext('x' || n)) % 5),
                  case n when 9 then 'failed' else 'completed' end, 46, case n when 9 then 12 else 46 end, 4600, n % 7, 4600 - n % 7,
                  case n when 9 then 'The feed answers 503 for page 13' end, null, 'before-' || n
                from generate_series(1, 40) n;
                insert into sync_failure (source, workspace_id, contact_phone, error, fingerprint, attempts, created_at)
                select 'conversation', (array['acme', 'lumen', 'delta', 'cobalt'])[1 + n % 4], '+3161234560' || n, 'contact_not_found', 'a', 1, now() - n * interval '17 minutes'
                from generate_series(6, 1, -1) n;
                insert into sync_failure (source, workspace_id, contact_phone, error, fingerprint, attempts, created_at) values
                  ('reconcile', 'lumen', null, 'The statement took longer than 50 seconds, and was cancelled.', 'b', 5, now() - interval '3 hours'),
                  ('products', null, null, 'The feed answers 503 for page 13', 'c', 3, now() - interval '4 hours 30 minutes')
                """);
    }

    private int number(String query) {
        return db.fetchSingle(query).get(0, Integer.class);
    }

    private Map<String, String> pages() {
        var sync = db.fetchSingle(
                        "select history_id from sync_conflict group by history_id order by count(*) desc limit 1")
                .get(0, Long.class);
        var pages = new LinkedHashMap<String, String>();
        pages.put("overview", "/");
        pages.put("runs", "/runs");
        pages.put("failures", "/failures");
        pages.put("sync", "/federation/history/" + sync);
        pages.put("products", "/products");
        return pages;
    }

    @AfterEach
    void othersFindThePagesAsTheyWere() {
        db.execute("delete from sync_failure; delete from sync_session where id < 0");
    }

    @Test
    void the_readme_has_pictures_and_people_can_look_at_them_by_night_and_on_a_phone() throws IOException {
        var pages = pages();
        var others = Map.of(
                "federation", "/federation",
                "webhooks", "/federation/webhooks",
                "workspace", "/workspaces/acme",
                "contact", "/workspaces/acme/contacts/1",
                "nowhere", "/nowhere");
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {1280, PHONE_WIDTH}) {
                open(width, scheme);
                for (var page : pages.entrySet()) {
                    take(page.getValue(), LOOK.resolve(page.getKey() + "-" + scheme + "-" + width + ".png"), true);
                    if (scheme == ColorScheme.LIGHT && width == 1280) {
                        take(page.getValue(), README.resolve(page.getKey() + ".png"), false);
                    }
                }
                for (var page : others.entrySet()) {
                    take(page.getValue(), LOOK.resolve(page.getKey() + "-" + scheme + "-" + width + ".png"), true);
                }
                if (scheme == ColorScheme.LIGHT || width == 1280) {
                    context.close();
                }
            }
        }
        for (var name : pages.keySet()) {
            assertThat(Files.size(README.resolve(name + ".png"))).as(name).isLessThan(LARGEST);
        }
    }

    private void take(String path, Path file, boolean whole) {
        page.navigate(url(path));
        if (page.locator("#chart").count() > 0) {
            assertThat(page.locator("#chart")).hasAttribute("data-seen", Pattern.compile("stale|seconds"));
        }
        page.screenshot(new Page.ScreenshotOptions().setFullPage(whole).setPath(file));
    }
}
