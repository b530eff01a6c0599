package io.plumbline.bench;

import io.plumbline.activities.http.Hmac;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The federation's webhook: how many events a second it takes, and how long one waits when 200 come in a second. */
final class FederationEvents implements AutoCloseable {

    private static final int CONNECTORS = 200;
    private static final int EVENTS = 2_000;
    private static final int WARM_UPS = 40; // of both servers, which compile what they run
    private static final int MORE_ROUNDS = 4; // they are short, and differ
    private static final int AT_A_TIME = 16;
    private static final int PER_SECOND = 200;
    private static final double GOAL = 2;
    private static final double GOAL_MILLIS = 50;
    static final String BASELINE = "one prepared insert behind the same server";
    private static final String SECRET = "a secret that only the registry knows";

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger members = new AtomicInteger();
    private final Stage stage;
    private final ServerProcess bare;
    private final ServerProcess worker;

    /** Once on a stage. */
    FederationEvents(Stage stage) {
        this.stage = stage;
        stage.data()
                .execute(
                        "insert into connector (id, base_url, webhook_secret) select 'c-' || n, 'http://127.0.0.1:9', '"
                                + SECRET + "' from generate_series(1, " + CONNECTORS + ") n",
                        "insert into organization (id) values ('lions')",
                        "insert into connected_organization (connector_id, organization_id, federation_org_id) "
                                + "select id, 'lions', 'f-1' from connector",
                        "create table bare_event (id bigint generated always as identity primary key, body text)");
        bare = ServerProcess.of(BareTomcat.class, stage);
        worker = ServerProcess.worker(
                stage,
                "api",
                "--plumbline.federation.webhook.per-minute=1000",
                "--plumbline.federation.webhook.unverified-per-minute=10000");
    }

    static List<Row> run(Stage stage, Size size) {
        try (var events = new FederationEvents(stage)) {
            var rate = events.measure(EVENTS, WARM_UPS, MORE_ROUNDS * size.rounds())
                    .row(
                            "9 federation webhook: an event, of " + EVENTS + " by " + AT_A_TIME + " senders",
                            BASELINE,
                            EVENTS,
                            GOAL);
            return List.of(rate, events.waits(size.rounds() * PER_SECOND));
        }
    }

    Rounds measure(int events, int warmUps, int rounds) {
        return Rounds.measure(
                stage,
                warmUps,
                rounds,
                () -> {},
                () -> deliver(URI.create(bare.address()), events),
                () -> deliver(webhook(), events));
    }

    private URI webhook() {
        return URI.create(worker.address() + "/webhooks/federation");
    }

    private void deliver(URI address, int count) {
        var free = new Semaphore(AT_A_TIME);
        var answers = new ArrayList<CompletableFuture<Integer>>();
        for (var i = 0; i < count; i++) {
            free.acquireUninterruptibly();
            answers.add(send(address).whenComplete((status, failure) -> free.release()));
        }
        answers.forEach(answer -> Check.that(answer.join() == 200));
    }

    /** Sent at an even pace, whatever the answers do: a slow one does not hold up the next. */
    private Row waits(int count) {
        var millis = new ArrayList<CompletableFuture<Double>>();
        var begun = System.nanoTime();
        for (var i = 0; i < count; i++) {
            var due = begun + i * TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
            for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            millis.add(send(webhook()).thenApply(status -> {
                Check.that(status == 200);
                return (System.nanoTime() - due) / 1e6;
            }));
        }
        var sorted = millis.stream().map(CompletableFuture::join).sorted().toList();
        var unlucky = sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
        return new Row(
                "9 federation webhook: " + PER_SECOND + " events a second",
                "",
                "p50 %.2f ms, p99 %.2f ms".formatted(sorted.get(sorted.size() / 2), unlucky),
                "",
                "",
                "p99 ≤ %.2f ms".formatted(GOAL_MILLIS),
                unlucky <= GOAL_MILLIS);
    }

    private CompletableFuture<Integer> send(URI address) {
        var member = members.incrementAndGet();
        var body = "{\"connectorId\":\"c-%d\",\"federationOrgId\":\"f-1\",\"memberId\":\"m-%d\",\"event\":\"updated\"}"
                .formatted(member % CONNECTORS + 1, member)
                .getBytes(StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("X-Signature", "sha256=" + Hmac.of(SECRET, body).hex())
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding()).thenApply(answer -> answer.statusCode());
    }

    @Override
    public void close() {
        worker.close();
        bare.close();
    }
}
