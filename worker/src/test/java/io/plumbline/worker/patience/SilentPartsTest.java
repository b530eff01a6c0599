package io.plumbline.worker.patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.worker.ApiTest;
import io.plumbline.worker.PlumblineWorker;
import io.plumbline.worker.start.Counts;
import io.plumbline.worker.start.Wire;
import io.plumbline.worker.start.Wire.State;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Whoever asks gets an answer soon, also while what it is made of stays silent. */
@Tag("E6")
class SilentPartsTest extends ApiTest {

    /** Two seconds are meant, and measured by the trial of partitions; a busy machine is granted some more. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final int CONNECTIONS = 3;
    private static final Duration IDLE = Duration.ofSeconds(2);

    private static Wire toDatabase;
    private static InProcessTemporal temporal;
    private static Wire toTemporal;
    private static ConfigurableApplicationContext program;

    @Value("${spring.datasource.url}")
    private String database;

    @Autowired
    private SecretKey key;

    @BeforeEach
    void startOnWires() {
        if (program == null) {
            var databaseUri = URI.create(database.substring("jdbc:".length()));
            toDatabase = new Wire(databaseUri.getPort());
            temporal = InProcessTemporal.start(0);
            toTemporal = new Wire(URI.create("grpc://" + temporal.target()).getPort());
            program = SpringApplication.run(
                    PlumblineWorker.class,
                    "--spring.datasource.url=" + database.replace(":" + databaseUri.getPort(), ":" + toDatabase.port())
                            + "&sslmode=disable", // a request for TLS has a short limit of its own
                    "--spring.datasource.hikari.maximum-pool-size=" + CONNECTIONS,
                    "--plumbline.database.idle-in-transaction=" + IDLE.toSeconds() + "s",
                    "--spring.temporal.connection.target=127.0.0.1:" + toTemporal.port(),
                    "--plumbline.security.jwt.secret=" + new String(key.getEncoded(), StandardCharsets.UTF_8),
                    "--plumbline.demo=false",
                    "--server.port=0");
        }
        toDatabase.become(State.good);
        toTemporal.become(State.good);
        await().atMost(SOON.multipliedBy(4))
                .until(() -> ask("GET", "/api/sync-health", null).statusCode() == 200);
    }

    @AfterAll
    static void end() {
        program.close();
        program = null;
        toDatabase.close();
        toTemporal.close();
        temporal.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"black_hole", "cut"})
    void a_silent_database_is_a_no_soon_for_everybody_and_a_yes_as_soon_as_it_is_back(State silent) {
        toDatabase.become(silent);

        var answers = IntStream.range(0, 30)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> ask("GET", "/api/sync-health", null)))
                .toList();

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.join().statusCode()).isEqualTo(503);
            assertThat(answer.join().headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(answer.join().headers().firstValue("retry-after")).contains("10");
        });
        assertThat(ask("GET", "/actuator/health/liveness", null).statusCode()).isEqualTo(200);
        toDatabase.become(State.good);
        await().atMost(SOON).until(() -> ask("GET", "/api/sync-health", null).statusCode() == 200);
    }

    @ParameterizedTest
    @EnumSource(names = {"black_hole", "cut"})
    void a_silent_temporal_is_a_no_soon_for_who_starts_something_and_no_matter_for_who_reads(State silent) {
        workspace("acme");
        toTemporal.become(silent);

        var refused = ask("POST", "/api/reconcile", "{\"workspaceId\":\"acme\"}");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(refused.headers().firstValue("retry-after")).contains("10");
        assertThat(ask("GET", "/api/sync-health", null).statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("A10")
    void runs_whose_connections_were_lost_in_a_transaction_are_done_by_new_ones() {
        var workspaces = IntStream.range(0, CONNECTIONS + 2)
                .mapToObj("acme%d"::formatted)
                .toList();
        workspaces.forEach(this::workspace);
        workspaces.forEach(id -> contact(id, "2 hours"));

        db.transaction(transaction -> {
            transaction.dsl().execute("select from workspace for update");
            workspaces.forEach(id -> ask("POST", "/api/reconcile", "{\"workspaceId\":\"" + id + "\"}"));
            await().until(() -> Counts.number(db, """
                    select count(*) from pg_stat_activity where wait_event_type = 'Lock' and state = 'active'""") == CONNECTIONS);
            toDatabase.become(State.black_hole);
        }); // they get what they waited for, and nobody hears of it
        await().until(() -> Counts.number(db, """
                select count(*) from pg_stat_activity where state = 'idle in transaction'""") == CONNECTIONS);
        var swallowed = toDatabase.swallowed();
        await().until(() -> toDatabase.swallowed() > swallowed); // a new connection, in place of one of them
        toDatabase.become(State.good);

        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        Counts.number(db, "select count(distinct workspace_id) from sync_health") == workspaces.size());
        assertThat(Counts.number(db, "select count(*) from sync_health where status = 'failed'"))
                .isZero();
        assertThat(Counts.flags(db)).isEqualTo(workspaces.size());
    }

    /** Fails when the answer does not come soon. */
    private HttpResponse<String> ask(String method, String path, String body) {
        return ask(program, SOON, method, path, body);
    }
}
