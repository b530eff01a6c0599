package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.http.Hmac;
import io.plumbline.worker.full.Schemathesis;
import io.plumbline.worker.start.Counts;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody means: requests by chance, and webhooks by somebody who does not know the secret, or replays what he has seen. */
@Tag("proof")
@Tag("E7")
@Tag("C18")
class RequestsTrial {

    private static final String SECRET = "a secret that only the federation knows";
    private static final String NO_LIMIT = "--plumbline.federation.webhook.unverified-per-minute=10000";
    private static final int AT_A_TIME = 16;
    private static final Duration LONG_AGO = Duration.ofHours(1);

    @TempDir
    Path directory;

    @Test
    void no_request_is_answered_with_a_5xx_or_with_what_is_not_described() {
        var examples = Trials.number(50); // of each endpoint
        var tally = new Tally(1, 0, 0);
        try (var stage = new Stage(directory);
                var registry = new Registry()) {
            var worker = stage.worker();
            stage.ask(db -> Company.addQuiet(db, 10, 10));
            stage.ask(db -> Company.connect(db, registry.url(), 2));
            Schemathesis.assertEachAnswerIsDescribed(
                    worker.port(),
                    Worker.token(),
                    examples,
                    Duration.ofMinutes(5).plusSeconds(10L * examples),
                    directory);
            tally = Tally.CLEAN;
        } finally {
            Results.add("10 requests by chance, so many for each endpoint: no 5xx (lost)", examples, tally, List.of());
        }
    }

    @Test
    void no_mutated_request_is_answered_with_a_5xx() {
        var times = 10 * Trials.number(20); // of each endpoint; 10,000 with -Dtrials=1000
        var requests = new MutatedRequests(Trials.random());
        try (var stage = new Stage(directory);
                var registry = new Registry()) {
            var worker = stage.worker(NO_LIMIT);
            stage.ask(db -> addThoseOfTheExamples(db, registry.url()));
            var token = "Bearer " + Worker.token();
            var description = worker.send(worker.asOperator("/v3/api-docs")).body();
            var bad = new ArrayList<String>();
            for (var endpoint : MutatedRequests.endpoints(description)) {
                for (var time = 0; time < times; time += AT_A_TIME) {
                    var answers = Stream.generate(() -> requests.next(endpoint, worker.address()))
                            .limit(Math.min(AT_A_TIME, times - time))
                            .map(request ->
                                    request.setHeader("Authorization", token).timeout(Duration.ofSeconds(30)))
                            .map(worker::sendAsync)
                            .toList();
                    answers.stream()
                            .map(CompletableFuture::join)
                            .filter(answer -> answer.statusCode() >= 500)
                            .forEach(answer -> bad.add(answer + " " + answer.body()));
                }
            }
            var tally = new Tally(bad.size(), 0, 0);
            Results.add("10 mutated examples, so many for each endpoint: no 5xx (lost)", times, tally, List.of());
            assertThat(bad).isEmpty();
        }
    }

    /** So that what is right in a request finds something. */
    private static int addThoseOfTheExamples(DSLContext db, String registry) {
        db.execute(
                "insert into workspace (id, channel_phone_id, channel_access_token) values ('acme', 'phone', 'token')");
        db.execute("insert into contact (id, workspace_id, phone, last_activity_at) "
                + "select n, 'acme', '+5255123456' || 77 + n, now() - interval '3 hours' from generate_series(1, 5) n");
        db.execute("insert into connector (id, base_url) values ('registry', ?)", registry);
        db.execute("insert into organization (id) values ('club-north')");
        return db.execute("insert into connected_organization (connector_id, organization_id, federation_org_id) "
                + "values ('registry', 'club-north', 'f0')");
    }

    @Test
    void no_forged_webhook_is_accepted() {
        var times = 100 * Trials.number(10); // 10,000 with -Dtrials=100
        var random = Trials.random();
        try (var stage = new Stage(directory);
                var registry = new Registry()) {
            var worker = stage.worker(NO_LIMIT);
            stage.ask(db -> Company.connect(db, registry.url(), 1));
            stage.ask(db -> db.execute("update connector set webhook_secret = ?", SECRET));

            var answers = IntStream.range(0, times)
                    .map(time -> deliver(worker, forged(Forgery.values()[time % Forgery.values().length], random)))
                    .boxed()
                    .toList();

            var accepted =
                    stage.ask(db -> Counts.number(db, "select count(*) from webhook_event where status <> 'refused'"));
            var tally = new Tally((int) answers.stream().filter(it -> it >= 500).count(), accepted, 0);
            Results.add("11 forged webhooks: no 5xx (lost), none accepted (duplicated)", times, tally, List.of());
            assertThat(answers).allMatch(status -> status >= 400 && status < 500);
            assertThat(tally).isEqualTo(Tally.CLEAN);
            assertThat(deliver(worker, event("m1").signed())).as("a true one").isEqualTo(200);
        }
    }

    // ---- forgeries

    private enum Forgery {
        of_another_body,
        of_another_secret,
        with_another_digit,
        cut_off,
        empty,
        none,
        of_garbage,
        old,
        of_another_id,
        of_another_time,
        of_another_form
    }

    private record Delivery(String body, Map<String, String> headers) {}

    private record Event(String body) {

        Delivery signed() {
            return with(signature(SECRET));
        }

        Delivery with(String signature) {
            return new Delivery(body, Map.of("X-Signature", signature));
        }

        String signature(String secret) {
            return Hmac.of(secret, body.getBytes(StandardCharsets.UTF_8)).hex();
        }

        /** As Standard Webhooks has it. */
        Delivery standard(String id, Instant at, String signedId, Instant signedAt) {
            var content = signedId + "." + signedAt.getEpochSecond() + "." + body;
            var signature = Hmac.of(SECRET, content.getBytes(StandardCharsets.UTF_8));
            return new Delivery(
                    body,
                    Map.of(
                            "webhook-id",
                            id,
                            "webhook-timestamp",
                            Long.toString(at.getEpochSecond()),
                            "webhook-signature",
                            "v1," + signature.base64()));
        }
    }

    private static Event event(String member) {
        return new Event(
                "{\"connectorId\":\"north\",\"federationOrgId\":\"f0\",\"memberId\":\"%s\",\"event\":\"updated\"}"
                        .formatted(member));
    }

    private static Delivery forged(Forgery forgery, Random random) {
        var event = event("m" + random.nextInt(1_000_000));
        var signature = event.signature(SECRET);
        var now = Instant.now();
        var id = "msg_" + random.nextLong();
        return switch (forgery) {
            case of_another_body -> event.with(event("n" + random.nextInt()).signature(SECRET));
            case of_another_secret -> event.with(event.signature(SECRET + random.nextInt()));
            case with_another_digit -> event.with(withAnotherDigit(signature, random.nextInt(signature.length())));
            case cut_off -> event.with(signature.substring(0, 1 + random.nextInt(signature.length() - 1)));
            case empty -> event.with("");
            case none -> new Delivery(event.body(), Map.of());
            case of_garbage -> new Delivery(garbage(random, event.body()), Map.of("X-Signature", signature));
            case old -> event.standard(id, now.minus(LONG_AGO), id, now.minus(LONG_AGO));
            case of_another_id -> event.standard(id, now, id + "1", now);
            case of_another_time -> event.standard(id, now, id, now.minus(LONG_AGO));
            case of_another_form ->
                new Delivery(
                        event.body(),
                        Map.of(
                                "webhook-id",
                                id,
                                "webhook-timestamp",
                                Long.toString(now.getEpochSecond()),
                                "webhook-signature",
                                "v1," + signature));
        };
    }

    private static String withAnotherDigit(String signature, int at) {
        var other = signature.charAt(at) == '0' ? '1' : '0';
        return signature.substring(0, at) + other + signature.substring(at + 1);
    }

    /** With one character that was not there. */
    private static String garbage(Random random, String body) {
        var at = random.nextInt(body.length());
        return body.substring(0, at) + (char) (0x100 + random.nextInt(0x1000)) + body.substring(at + 1);
    }

    /** @return the status */
    private static int deliver(Worker worker, Delivery delivery) {
        var request = worker.at("/webhooks/federation").POST(BodyPublishers.ofString(delivery.body()));
        delivery.headers().forEach(request::header);
        return worker.send(request).statusCode();
    }
}
