package io.plumbline.activities.products;

import static io.plumbline.infra.db.Tables.PRODUCT;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plumbline.activities.TestDatabase;
import io.plumbline.workflows.products.ProductActivities;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another source of products is one class: what changed and what is gone is found as with the first. */
@Tag("D2")
@Tag("D3")
class SecondFeedTest {

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final InstantSource clock = () -> now;
    private final DSLContext db = TestDatabase.empty();
    private final ProductSettings settings = Settings.of(URI.create("http://localhost:1"));
    private final TestActivityEnvironment temporal = TestActivityEnvironment.newInstance();

    @TempDir
    Path directory;

    private SyncControlRepository control;
    private ProductActivities activities;

    @BeforeEach
    void start() {
        var feed = new LinesFeed(file());
        control = new SyncControlRepository(db, settings, feed, clock);
        temporal.registerActivitiesImplementations(new ProductActivitiesImpl(
                db,
                control,
                new FeedReading(feed, new ProductPages(db), settings, clock),
                settings,
                new ProductMetrics(new SimpleMeterRegistry()),
                clock));
        activities = temporal.newActivityStub(ProductActivities.class);
    }

    @AfterEach
    void close() {
        temporal.close();
    }

    @Test
    void products_of_another_source_are_created_updated_and_marked_as_deleted() throws IOException {
        sync(
                "{\"id\":\"p1\",\"name\":\"Tea\"}",
                "{\"id\":\"p2\",\"name\":\"Milk\"}",
                "{\"id\":\"p3\",\"name\":\"Rice\"}");
        sync("{\"id\":\"p1\",\"name\":\"Green tea\"}", "{\"name\":\"Milk\",\"id\":\"p2\"}");

        assertThat(db.selectFrom(PRODUCT).orderBy(PRODUCT.ID).fetch(PRODUCT.NAME))
                .isEqualTo(List.of("Green tea", "Milk", "Rice"));
        assertThat(db.selectFrom(PRODUCT).where(PRODUCT.DELETED_AT.isNotNull()).fetch(PRODUCT.ID))
                .isEqualTo(List.of("p3"));
    }

    private void sync(String... lines) throws IOException {
        Files.write(file(), List.of(lines));
        control.requestReplay(SyncControlRepository.By.person("a test"));
        now = now.plusSeconds(1);
        var session = activities.beginProductRun(now).sessionId();
        activities.readProductFeed(session);
        activities.completeProductRun(session);
    }

    private Path file() {
        return directory.resolve("products");
    }
}
