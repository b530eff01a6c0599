package io.plumbline.worker.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.http.Hmac;
import io.plumbline.worker.ApiTest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** The messaging provider tells of messages. */
@TestPropertySource(properties = "server.forward-headers-strategy=native") // so that there may be several addresses
class MessageWebhookTest extends ApiTest {

    private static final String PATH = "/webhooks/messages/acme";
    private static final String SECRET = "a secret that only the provider knows";
    private static final long EVENT = Instant.parse("2026-01-02T03:04:05Z").getEpochSecond();

    @BeforeEach
    void workspaces() {
        workspace("acme");
        workspace("other");
        db.execute("update workspace set region = 'MX', webhook_secret = ? where id = 'acme'", SECRET);
        db.execute("update workspace set region = 'MX', webhook_secret = 'another' where id = 'other'");
    }

    private void contactWith(String workspace, String phone) {
        db.execute(
                "insert into contact (workspace_id, phone, last_activity_at) values (?, ?, '2026-01-01T00:00:00Z')",
                workspace,
                phone);
    }

    private static String signed(String body, String secret) {
        return "sha256=" + Hmac.of(secret, body.getBytes(UTF_8)).hex();
    }

    private Reply deliver(String path, String body, String signature) {
        return deliver("192.0.2.1", path, body, signature);
    }

    private Reply deliver(String address, String path, String body, String signature) {
        return send("POST", path, Map.of("X-Forwarded-For", address, "X-Hub-Signature-256", signature), body);
    }

    private static String message(String from, long timestamp) {
        return "{\"from\":\"%s\",\"id\":\"wamid.1\",\"timestamp\":\"%d\",\"type\":\"text\"}".formatted(from, timestamp);
    }

    @Test
    @Tag("B14")
    void a_signed_message_moves_the_contacts_last_activity_in_the_workspace_alone() {
        contactWith("acme", "(55) 1234-5678");
        contactWith("other", "(55) 1234-5678");
        var body = "{\"entry\":[{\"changes\":[{\"value\":{\"messages\":[" + message("5215512345678", EVENT) + "]}}]}]}";

        var reply = deliver(PATH, body, signed(body, SECRET));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"messages\":1,\"ignored\":0,\"contacts\":1}");
        assertThat(values("select workspace_id from contact where last_activity_at = '2026-01-02T03:04:05Z'"))
                .containsExactly("acme");
    }

    @Test
    @Tag("B14")
    void the_same_delivery_twice_and_an_older_one_have_no_further_effect() {
        contactWith("acme", "+525512345678");
        var body = "{\"messages\":[" + message("525512345678", EVENT) + "]}";
        var older = "{\"messages\":[" + message("525512345678", EVENT - 3_600) + "]}";
        deliver(PATH, body, signed(body, SECRET));
        var before = everything();

        assertThat(deliver(PATH, body, signed(body, SECRET)).status()).isEqualTo(200);
        assertThat(deliver(PATH, older, signed(older, SECRET)).status()).isEqualTo(200);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    @Tag("B14")
    void after_the_activity_has_arrived_the_contact_is_no_longer_stale() {
        contactWith("acme", "+525512345678");
        var plan = "{\"workspaceId\":\"acme\",\"dryRun\":true}";
        assertThat(post("/api/reconcile", plan, operator()).<Integer>field("staleFound"))
                .isEqualTo(1);
        var body = "{\"messages\":[" + message("525512345678", Instant.now().getEpochSecond()) + "]}";

        deliver(PATH, body, signed(body, SECRET));

        assertThat(post("/api/reconcile", plan, operator()).<Integer>field("staleFound"))
                .isZero();
    }

    @Test
    @Tag("B14")
    void a_batch_of_100_is_taken_whole_and_what_makes_no_sense_in_it_is_left_out() {
        IntStream.range(0, 100).forEach(i -> contactWith("acme", "+52551234%04d".formatted(i)));
        var messages = IntStream.range(0, 100)
                .mapToObj(i -> message("52551234%04d".formatted(i), EVENT))
                .collect(Collectors.joining(","));
        var body = "{\"messages\":[" + messages + ",{\"from\":\"\"},{\"from\":\"52551\",\"timestamp\":\"noon\"},"
                + message("525512340001", Instant.now().getEpochSecond() + 86_400) + "]}";

        var reply = deliver(PATH, body, signed(body, SECRET));

        assertThat(reply.body()).isEqualTo("{\"messages\":100,\"ignored\":3,\"contacts\":100}");
        assertThat(values("select distinct last_activity_at from contact")).hasSize(1);
    }

    @Test
    @Tag("B14")
    void a_time_that_cannot_be_does_not_fail_its_batch_and_one_of_a_clock_that_is_ahead_is_now() {
        contactWith("acme", "+525512345678");
        contactWith("acme", "+525512340001");
        var longAgo = "{\"from\":\"525512345678\",\"timestamp\":\"-999999999-01-01T00:00:00Z\"}";
        var body = "{\"messages\":[" + longAgo + "," + message("525512345678", 0) + ","
                + message("525512345678", EVENT) + ","
                + message("525512340001", Instant.now().getEpochSecond() + 200) + "]}";

        var reply = deliver(PATH, body, signed(body, SECRET));

        assertThat(reply.body()).isEqualTo("{\"messages\":2,\"ignored\":2,\"contacts\":2}");
        assertThat(values("select phone from contact where last_activity_at <= '2026-01-02T03:04:05Z'"))
                .containsExactly("+525512345678");
        assertThat(values("select phone from contact where last_activity_at > now()"))
                .isEmpty();
    }

    @Test
    @Tag("B14")
    void whatever_was_not_signed_as_it_came_is_refused_and_changes_nothing() {
        contactWith("acme", "+525512345678");
        var before = everything();
        var body = "{\"messages\":[" + message("525512345678", EVENT) + "]}";
        var sameMeaning = body.replace(":", ": ");

        var refused = deliver(PATH, sameMeaning, signed(body, SECRET));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.type()).isEqualTo("application/problem+json");
        assertThat(deliver(PATH, body, signed(body, "another")).status()).isEqualTo(401);
        assertThat(deliver(PATH, body, signed(body, SECRET).substring("sha256=".length()))
                        .status())
                .isEqualTo(401);
        assertThat(deliver(PATH, body, "sha256=zz").status()).isEqualTo(401);
        assertThat(deliver(PATH, body, "sha256=").status()).isEqualTo(401);
        assertThat(send("POST", PATH, null, null, body).status()).isEqualTo(401);
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    @Tag("B14")
    void an_unknown_workspace_looks_like_a_bad_signature() {
        var body = "{\"messages\":[]}";

        var unknown = deliver("/webhooks/messages/nowhere", body, signed(body, SECRET));
        var badSignature = deliver(PATH, body, signed(body, "guess"));

        assertThat(unknown.status()).isEqualTo(badSignature.status());
        assertThat(unknown.body().replace("nowhere", "acme")).isEqualTo(badSignature.body());
    }

    @Test
    @Tag("B14")
    void of_500_random_changes_to_a_signed_delivery_none_is_accepted() {
        contactWith("acme", "+525512345678");
        var before = everything();
        var random = new Random(11);
        var body = "{\"messages\":[" + message("525512345678", EVENT) + "]}";
        var signature = signed(body, SECRET);
        for (int i = 0; i < 500; i++) {
            var changed = random.nextBoolean() ? changed(body, random) : body;
            var changedSignature = changed.equals(body) ? changed(signature, random) : signature;

            var address = "192.0.2." + (10 + i / 50); // below the limit of each
            assertThat(deliver(address, PATH, changed, changedSignature).status())
                    .isEqualTo(401);
        }
        assertThat(everything()).isEqualTo(before);
    }

    /** Another character in one place; hexadecimal digits do not count as another in upper case. */
    private static String changed(String text, Random random) {
        var place = random.nextInt(text.length());
        var other = text.charAt(place) == '0' ? '1' : '0';
        return text.substring(0, place) + other + text.substring(place + 1);
    }

    @Test
    @Tag("B14")
    void a_signed_delivery_that_is_not_json_is_a_bad_request() {
        assertThat(deliver(PATH, "hello", signed("hello", SECRET)).status()).isEqualTo(400);
        assertThat(deliver(PATH, "[]", signed("[]", SECRET)).status()).isEqualTo(400);
    }

    @Test
    @Tag("B14")
    @Tag("C18")
    void an_address_that_does_not_sign_is_limited_and_keeps_nobody_out_who_does() {
        var body = "{\"messages\":[]}";
        for (int i = 0; i < 100; i++) {
            assertThat(deliver("198.51.100.1", PATH, body, "sha256=" + "0".repeat(64))
                            .status())
                    .isEqualTo(401);
        }

        var refused = deliver("198.51.100.1", PATH, body, "sha256=" + "0".repeat(64));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(deliver("198.51.100.2", PATH, body, "sha256=00").status()).isEqualTo(401);
        assertThat(deliver("198.51.100.1", PATH, body, signed(body, SECRET)).status())
                .isEqualTo(200);
    }

    @Test
    @Tag("B14")
    @Tag("E6")
    void more_than_a_megabyte_is_not_read_whoever_sends_it_and_whether_or_not_its_length_is_said() throws Exception {
        var largest = "{\"pad\":\"" + "x".repeat(1024 * 1024 - 10) + "\"}";
        assertThat(deliver(PATH, largest, signed(largest, SECRET)).status()).isEqualTo(200);
        assertThat(deliver(PATH, largest + " ", signed(largest + " ", SECRET)).status())
                .isEqualTo(413);
        assertThat(deliver(PATH, largest + " ", "sha256=00").status()).isEqualTo(413);

        var endless = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + PATH))
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream((largest + " ").getBytes(UTF_8))));
        var answer = HttpClient.newHttpClient().send(endless.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    }
}
