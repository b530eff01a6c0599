package io.plumbline.worker.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.infra.embedded.Ports;
import io.plumbline.worker.health.Visitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard shows while what it stands on is away. */
@Tag("E3")
@Tag("E6")
class PagesInTroubleTest {

    private static final List<String> PAGES = List.of(
            "/",
            "/runs",
            "/workspaces/acme",
            "/workspaces/acme/contacts/1",
            "/federation",
            "/federation/webhooks",
            "/products",
            "/failures");

    @TempDir
    private Path directory;

    private static Visitor signedIn(Program program) {
        var visitor = new Visitor(program.port());
        var link = program.signInLink();
        visitor.get(link.getPath() + "?" + link.getQuery());
        return visitor;
    }

    @Test
    void while_the_database_is_away_every_page_says_so() throws IOException {
        try (var program = Program.start(directory.resolve("data")).awaitRunning()) {
            var visitor = signedIn(program);
            for (var page : PAGES) {
                assertThat(visitor.get(page).statusCode()).as(page).isEqualTo(200);
            }
            program.shutDownPostgres();

            for (var page : PAGES) {
                var answer = visitor.get(page);
                assertThat(answer.statusCode()).as(page).isEqualTo(503);
                assertThat(answer.body())
                        .as(page)
                        .contains("Not at the moment", "The database does not answer at the moment.")
                        .doesNotContain("Exception", "at io.plumbline");
            }
        }
    }

    @Test
    void while_temporal_is_away_every_page_is_there_and_a_button_says_why_it_does_nothing() throws IOException {
        var port = Ports.choose("a port", 0);
        try (var program = Program.startWithoutTemporal(directory.resolve("data"), port)) {
            var visitor = Visitor.signedIn(port, program.operatorToken());

            for (var page : PAGES) {
                assertThat(visitor.get(page).statusCode()).as(page).isEqualTo(200);
            }
            var refused = visitor.post("/dashboard/reconcile", Map.of("workspaceId", "acme"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body())
                    .contains(
                            "Not at the moment",
                            "The workflow engine does not answer at the moment. Ask again: nothing starts twice.");
        }
    }
}
