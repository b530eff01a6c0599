package io.plumbline.bench;

import io.plumbline.activities.http.Hmac;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A batch of the message webhook, from the delivery to the answer, with its rows committed. */
final class MessageBatches implements AutoCloseable {

    private static final int CONTACTS = 10_000;
    private static final int BATCH = 100;
    private static final int WARM_UPS = 50;
    private static final double GOAL_MILLIS = 100;
    static final String BASELINE = "one prepared update of the rows behind a bare HTTP server";
    private static final String SECRET = "a secret that only the provider knows";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Stage stage;
    private final ServerProcess worker;
    private final long first;
    private final AtomicLong newest = new AtomicLong(Instant.now().getEpochSecond() - CONTACTS);

    MessageBatches(Stage stage) {
        this.stage = stage;
        var data = stage.data();
        fill(data);
        first = data.count("select min(id) from contact where workspace_id = 'talkative'");
        worker = ServerProcess.worker(stage, "api");
    }

    static List<Row> run(Stage stage, Size size) {
        try (var batches = new MessageBatches(stage)) {
            return List.of(batches.measure(BATCH, size.batches())
                    .waits(
                            "9 message webhook: batch of " + BATCH + ", answered with the row committed",
                            BASELINE,
                            GOAL_MILLIS));
        }
    }

    /** The first contacts are the baseline's, the next our own. */
    Rounds measure(int batch, int rounds) {
        try (var bare = BareServer.start(stage.database(), first, batch)) {
            var webhook = URI.create(worker.address() + "/webhooks/messages/talkative");
            var measured = Rounds.measure(
                    stage,
                    WARM_UPS,
                    rounds,
                    () -> {},
                    () -> deliver(URI.create(bare.address()), batch(batch, newest.get())),
                    () -> deliver(webhook, batch(batch, newest.incrementAndGet())));
            Check.that(stage.data()
                            .count(
                                    "select count(*) from contact where workspace_id = 'talkative' "
                                            + "and last_activity_at = to_timestamp(%d)",
                                    newest.get())
                    == batch);
            return measured;
        }
    }

    private static void fill(Data data) {
        data.clear();
        data.execute(
                "insert into workspace (id, region, channel_phone_id, channel_access_token, webhook_secret) "
                        + "values ('talkative', 'MX', 'phone', 'token', '" + SECRET + "')",
                "insert into contact (workspace_id, phone, last_activity_at) "
                        + "select 'talkative', '+5255' || (20000000 + n), '2026-01-01' from generate_series(1, "
                        + CONTACTS + ") n order by n");
        data.settle();
    }

    private static byte[] batch(int messages, long at) {
        return IntStream.rangeClosed(messages + 1, 2 * messages)
                .mapToObj(n -> "{\"from\":\"5255%d\",\"id\":\"wamid.%d\",\"timestamp\":\"%d\",\"type\":\"text\"}"
                        .formatted(20_000_000 + n, n, at))
                .collect(Collectors.joining(",", "{\"messages\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void deliver(URI address, byte[] body) {
        try {
            var request = HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json")
                    .header(
                            "X-Hub-Signature-256",
                            "sha256=" + Hmac.of(SECRET, body).hex())
                    .POST(BodyPublishers.ofByteArray(body))
                    .build();
            Check.that(HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        worker.close();
    }
}
