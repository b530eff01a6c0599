package io.plumbline.worker.health;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.plumbline.worker.security.EmbeddedTokens;
import io.plumbline.worker.security.SignInLinks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole program, with the demo's data where a test does not say otherwise, in a real browser. */
@Tag("browser")
@EnabledIf(
        value = "io.plumbline.worker.health.Chromium#isInstalled",
        disabledReason = "needs /usr/bin/chromium: apt-get install chromium")
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "plumbline.temporal.port=0",
            "plumbline.data-dir=target/plumbline/${random.uuid}",
            "plumbline.temporal.ui-url=http://localhost:8233"
        })
public abstract class BrowserTest {

    protected static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);
    protected static final int PHONE_WIDTH = 375;

    private static Chromium chromium;

    @LocalServerPort
    private int port;

    @Autowired
    private SignInLinks links;

    @Autowired
    protected EmbeddedTokens tokens;

    @Autowired
    protected DSLContext db;

    protected final List<String> complaints = new ArrayList<>();
    protected BrowserContext context;
    protected Page page;

    /** Each hour, as usual, but not while the tests look at what a run by hand does. */
    @DynamicPropertySource
    static void sweepInFiftyMinutes(DynamicPropertyRegistry settings) {
        var then = Instant.now().atZone(ZoneOffset.UTC).plusMinutes(50);
        settings.add("plumbline.reconcile.cron", () -> then.getMinute() + " * * * *");
    }

    @BeforeAll
    static void startBrowser() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopBrowser() {
        chromium.close();
    }

    @BeforeEach
    void theFirstSweepHasEnded() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> db.fetchCount(SYNC_HEALTH) >= db.fetchCount(WORKSPACE, WORKSPACE.ACTIVE.isTrue()));
    }

    @AfterEach
    void closeContext() {
        context.close();
    }

    protected void open(int width, ColorScheme scheme) {
        context = newContext(new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setLocale("en-GB"));
        signIn();
    }

    protected static BrowserContext newContext(Browser.NewContextOptions options) {
        return chromium.browser().newContext(options);
    }

    protected void signIn() {
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(url(links.offer(tokens.operator())));
        assertThat(page.locator("h1")).hasText("Overview");
    }

    protected String url(String path) {
        return "http://localhost:" + port + path;
    }

    protected static LocatorAssertions.HasCountOptions soon() {
        return new LocatorAssertions.HasCountOptions().setTimeout(30_000);
    }

    /** What axe finds that keeps somebody out. */
    protected List<String> seriousViolations() throws IOException {
        return Axe.seriousViolations(page);
    }
}
