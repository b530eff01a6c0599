package io.plumbline.activities.federation;

import static io.plumbline.activities.federation.Federation.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.TestDatabase;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.SyncStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another provider is one class: all the rest of federation works with it as it is. */
@Tag("C2")
class SecondConnectorTest {

    private final Registry registry = new Registry();
    private final Federation federation = new Federation(
            TestDatabase.empty(), Federation.settings(), new CsvMemberSource(Federation.http(Federation.settings())));

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        registry.close();
    }

    private void file(String... lines) throws IOException {
        Files.write(directory.resolve("members.csv"), List.of(lines));
    }

    @Test
    void members_of_another_provider_become_players_and_their_changes_and_conflicts_are_found() throws IOException {
        federation.connector(directory.resolve("members.csv").toUri().toString());
        federation.organization("north");
        file("org-north,m1,Aoife,Byrne,a@example.com", "org-south,m2,Other,Club,o@example.com");
        assertThat(federation.sync("north", NOW)).isEqualTo(new SyncStats(1, 0, 0, 0, 0, 0));

        federation.edit("north", "m1", "last_name", "Byrne-Daly", "anna");
        file("org-north,m1,Aoife,Daly,aoife@example.com");
        var stats = federation.sync("north", ConflictStrategy.merge, NOW.plus(Duration.ofDays(1)));

        assertThat(stats.conflictsDetected()).isEqualTo(1);
        assertThat(federation.player("north", "m1").getLastName()).isEqualTo("Byrne-Daly");
        assertThat(federation.player("north", "m1").getEmail()).isEqualTo("aoife@example.com");
    }

    @Test
    void the_first_provider_goes_on_beside_it() {
        federation.connector(registry.url());
        federation.organization("north");
        registry.hasMany(120);

        assertThat(federation.sync("north", NOW)).isEqualTo(new SyncStats(120, 0, 0, 0, 0, 0));
    }
}
