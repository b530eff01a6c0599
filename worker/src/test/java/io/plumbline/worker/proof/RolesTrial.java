package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.products.Feed;
import io.plumbline.worker.start.Counts;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each role in a process of its own: what is asked of the API, the others do, and the API shows it. */
@Tag("proof")
@Tag("E10")
class RolesTrial {

    private static final int CONTACTS = 100;

    @TempDir
    Path directory;

    @Test
    void a_sweep_a_sync_of_members_and_one_of_products_finish_and_the_api_shows_them() {
        try (var stage = new Stage(directory);
                var registry = new Registry();
                var feed = new Feed()) {
            var api = start(stage, "api", feed);
            List.of("reconcile", "conversation", "federation", "products").forEach(role -> start(stage, role, feed));
            stage.ask(db -> Company.addQuiet(db, 10, CONTACTS / 10));
            stage.ask(db -> Company.connect(db, registry.url(), 1));

            assertThat(post(api, "/api/reconcile", "{}").statusCode()).isEqualTo(202);
            assertThat(post(api, "/api/connectors/north/organizations/o0/sync", "{}")
                            .statusCode())
                    .isEqualTo(202);
            assertThat(post(api, "/api/products/sync/run", "").statusCode()).isEqualTo(200);

            awaitShown(api, "/api/sync-health?workspaceId=w0010", "\"status\":\"completed\"");
            awaitShown(api, "/api/organizations/o0/sync-history", "\"status\":\"completed\"");
            awaitShown(api, "/api/products/sync/metrics", "\"lastSyncStatus\":\"completed\"");
            assertThat(stage.ask(Counts::flags)).isEqualTo(CONTACTS);
            assertThat(stage.<Integer>ask(db -> Counts.number(db, "select count(*) from player")))
                    .isEqualTo(Registry.MEMBERS);
            assertThat(stage.<Integer>ask(db -> Counts.number(db, "select count(*) from product")))
                    .isEqualTo(Feed.PRODUCTS);

            var tally = stage.tally();
            Results.add("9 each role in a process of its own", 1, tally, List.of());
            assertThat(tally).isEqualTo(Tally.CLEAN);
        }
    }

    private static Worker start(Stage stage, String role, Feed feed) {
        return stage.worker("--plumbline.roles=" + role, "--plumbline.products.url=" + feed.url());
    }

    private static HttpResponse<String> post(Worker api, String path, String body) {
        return api.send(api.asOperator(path).POST(BodyPublishers.ofString(body)));
    }

    private static void awaitShown(Worker api, String path, String words) {
        await().atMost(Stage.PATIENCE)
                .untilAsserted(
                        () -> assertThat(api.send(api.asOperator(path)).body()).contains(words));
    }
}
