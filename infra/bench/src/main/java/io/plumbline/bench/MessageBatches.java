package io.plumbline.bench;

import io.plumbline.activities.http.Hmac;
import java.io.IOException;
import java.io.UncheckedIOException;
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
final class MessageBatches {

    private static final int CONTACTS = 10_000;
    private static final int BATCH = 100;
    private static final int WARM_UPS = 50;
    private static final double GOAL_MILLIS = 100;
    private static final String SECRET = "a secret that only the provider knows";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private MessageBatches() {}

    static List<Row> run(Stage stage, Size size) {
        var data = stage.data();
        fill(data);
        var newest = new AtomicLong(Instant.now().getEpochSecond() - CONTACTS);
        var first = data.count("select min(id) from contact where workspace_id = 'talkative'");
        try (var bare = BareServer.start(stage.database(), first, BATCH);
                var worker = ServerProcess.worker(stage, "api")) {
            var webhook = URI.create(worker.address() + "/webhooks/messages/talkative");
            var row = Rounds.measure(
                            stage,
                            WARM_UPS,
                            size.batches(),
                            () -> {},
                            () -> deliver(URI.create(bare.address()), batch(newest.get())),
                            () -> deliver(webhook, batch(newest.incrementAndGet())))
                    .waits(
                            "5 message webhook: batch of " + BATCH + ", answered with the row committed",
                            "one prepared update of " + BATCH + " rows behind a bare HTTP server",
                            GOAL_MILLIS);
            Check.that(data.count(
                            "select count(*) from contact where workspace_id = 'talkative' "
                                    + "and last_activity_at = to_timestamp(%d)",
                            newest.get())
                    == BATCH);
            return List.of(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first hundred contacts are the baseline's, the next our own. */
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

    private static byte[] batch(long at) {
        return IntStream.rangeClosed(BATCH + 1, 2 * BATCH)
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
}
