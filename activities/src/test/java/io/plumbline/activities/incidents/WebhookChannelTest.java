package io.plumbline.activities.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.incidents.IncidentRepository.Told;
import io.plumbline.activities.incidents.Incidents.Incident;
import io.plumbline.activities.incidents.Receiver.Came;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Incidents reach a program too, which can tell that they are ours. */
@Tag("D4")
@Tag("C14")
class WebhookChannelTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration OVER_AFTER = Duration.ofHours(1);
    private static final byte[] KEY = "a key of twenty-four byte".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OLD_KEY = "the key before this, longer".getBytes(StandardCharsets.UTF_8);
    private static final Incident FEED_IS_AWAY =
            new Incident("products", List.of("ops@example.com"), "The products are not synced", "The feed is “away”.");

    private final DSLContext db = TestDatabase.empty();
    private final Receiver receiver = new Receiver();

    @AfterEach
    void stop() {
        receiver.close();
    }

    private static String secret(byte[] key) {
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    private static IncidentRepository incidents(DSLContext db, URI url, Duration timeout) {
        var settings = new IncidentSettings(
                "plumbline@example.com",
                List.of(),
                OVER_AFTER,
                Duration.ofDays(90),
                new WebhookSettings(url, secret(KEY), secret(OLD_KEY), timeout));
        return new IncidentRepository(
                db, List.of(new WebhookChannel(settings, InstantSource.fixed(MIDNIGHT.plusSeconds(7)))), settings);
    }

    private IncidentRepository incidents() {
        return incidents(db, receiver.url(), Duration.ofSeconds(20));
    }

    private static void tellAll(IncidentRepository incidents, Instant now) {
        incidents.settle(now);
        while (incidents.tellNext("webhook", now) == Told.sent) {}
    }

    private Told tellOne(IncidentRepository incidents) {
        Incidents.open(db, FEED_IS_AWAY, MIDNIGHT);
        incidents.settle(MIDNIGHT);
        return incidents.tellNext("webhook", MIDNIGHT);
    }

    private String error() {
        return String.valueOf(new OpenIncidents(db).newest(1).get(0).untold());
    }

    /** As the page of Standard Webhooks says it, in its own words. */
    private static String signed(Came came, byte[] key) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(came.id().getBytes(StandardCharsets.UTF_8));
        mac.update((byte) '.');
        mac.update(came.timestamp().getBytes(StandardCharsets.UTF_8));
        mac.update((byte) '.');
        return "v1,"
                + Base64.getEncoder().encodeToString(mac.doFinal(came.body().getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void it_is_signed_with_both_secrets_and_says_what_broke() throws Exception {
        assertThat(tellOne(incidents())).isEqualTo(Told.sent);

        var came = receiver.all().get(0);
        assertThat(came.signature().split(" ")).containsExactly(signed(came, KEY), signed(came, OLD_KEY));
        assertThat(came.timestamp())
                .isEqualTo(Long.toString(MIDNIGHT.plusSeconds(7).getEpochSecond()));
        assertThat(came.body())
                .isEqualTo("{\"type\":\"incident.opened\",\"timestamp\":\"2026-03-01T00:00:00Z\",\"data\":{\"id\":1,"
                        + "\"cause\":\"products\",\"subject\":\"The products are not synced\",\"text\":\"The feed is “away”.\","
                        + "\"openedAt\":\"2026-03-01T00:00:00Z\"}}");
    }

    @Test
    void the_one_that_it_is_over_has_the_incident_and_an_id_of_its_own() {
        var incidents = incidents();
        tellOne(incidents);
        Incidents.over(db, FEED_IS_AWAY.cause(), MIDNIGHT.plusSeconds(60));

        tellAll(incidents, MIDNIGHT.plusSeconds(60).plus(OVER_AFTER));

        assertThat(receiver.all()).hasSize(2);
        assertThat(receiver.all().get(1).id())
                .isNotEqualTo(receiver.all().get(0).id());
        assertThat(receiver.all().get(1).body())
                .startsWith("{\"type\":\"incident.closed\",\"timestamp\":\"2026-03-01T01:01:00Z\",\"data\":{\"id\":1,")
                .endsWith("\"openedAt\":\"2026-03-01T00:00:00Z\",\"goodSince\":\"2026-03-01T00:01:00Z\","
                        + "\"closedAt\":\"2026-03-01T01:01:00Z\"}}");
    }

    /** It fails every other ten minutes but for two hours a day: seven real incidents. */
    @Test
    void a_source_that_flaps_for_a_week_gives_two_messages_for_each_real_incident() {
        var incidents = incidents();
        for (var minutes = 0; minutes < 7 * 24 * 60; minutes += 10) {
            var now = MIDNIGHT.plus(Duration.ofMinutes(minutes));
            if (minutes % (24 * 60) < 22 * 60 && minutes / 10 % 2 == 0) {
                Incidents.open(db, FEED_IS_AWAY, now);
            } else {
                Incidents.over(db, FEED_IS_AWAY.cause(), now);
            }
            tellAll(incidents, now);
        }

        assertThat(receiver.all()).extracting(came -> came.json().get("type")).hasSize(14);
        assertThat(receiver.all().stream().map(Came::id)).doesNotHaveDuplicates();
        for (var n = 0; n < 14; n++) {
            assertThat(receiver.all().get(n).json())
                    .containsEntry("type", n % 2 == 0 ? "incident.opened" : "incident.closed");
        }
    }

    @Test
    void a_worker_that_dies_between_sending_and_noting_it_sends_the_same_again() {
        try (var pool = TestDatabase.newPool(1)) {
            var dying = incidents(TestDatabase.dsl(pool), receiver.url(), Duration.ofSeconds(20));
            Incidents.open(db, FEED_IS_AWAY, MIDNIGHT);
            dying.settle(MIDNIGHT);
            receiver.answer(exchange -> {
                pool.close();
                exchange.sendResponseHeaders(204, -1);
            });

            assertThatThrownBy(() -> dying.tellNext("webhook", MIDNIGHT)).isInstanceOf(RuntimeException.class);
        }
        receiver.answer(Receiver.status(204));
        tellAll(incidents(), MIDNIGHT.plusSeconds(119));
        assertThat(receiver.all()).as("it may still be sending").hasSize(1);
        tellAll(incidents(), MIDNIGHT.plusSeconds(120));
        tellAll(incidents(), MIDNIGHT.plusSeconds(121));

        assertThat(receiver.all()).hasSize(2);
        assertThat(new HashSet<>(receiver.all().stream().map(Came::id).toList()))
                .hasSize(1);
        assertThat(receiver.all().get(0).body()).isEqualTo(receiver.all().get(1).body());
    }

    @Test
    void while_a_message_is_sent_no_transaction_is_open_and_another_worker_does_not_send_it_too() {
        var open = new AtomicInteger(-1);
        var others = new AtomicReference<Told>();
        try (var pool = TestDatabase.newPool(1)) {
            var incidents = incidents(TestDatabase.dsl(pool), receiver.url(), Duration.ofSeconds(20));
            receiver.answer(exchange -> {
                open.set(db.fetchCount(
                        DSL.table("pg_stat_activity"),
                        DSL.condition(
                                "application_name = ? and state like 'idle in transaction%'", TestDatabase.CUTTABLE)));
                others.set(incidents().tellNext("webhook", MIDNIGHT.plusSeconds(9)));
                exchange.sendResponseHeaders(204, -1);
            });

            assertThat(tellOne(incidents)).isEqualTo(Told.sent);
        }
        assertThat(open).hasValue(0);
        assertThat(others).hasValue(Told.nothing);
        assertThat(receiver.all()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | 127.0.0.1 answered 400: it does not take the message.",
                "401 | 127.0.0.1 answered 401: it does not take our signature.",
                "429 | 127.0.0.1 answered 429: it is told too much at a time.",
                "500 | 127.0.0.1 answered 500.",
                "302 | 127.0.0.1 answered 302: redirects are not followed"
            })
    void what_is_not_taken_is_said_clearly_and_tried_again_with_the_same_id(int status, String words) {
        var incidents = incidents();
        receiver.answer(exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        });
        assertThat(tellOne(incidents)).isEqualTo(Told.failed);
        assertThat(error()).startsWith("webhook: " + words);
        assertThat(receiver.all()).hasSize(1);
        assertThat(incidents.tellNext("webhook", MIDNIGHT.plusSeconds(9))).isEqualTo(Told.nothing);

        receiver.answer(Receiver.status(200));
        assertThat(incidents.tellNext("webhook", MIDNIGHT.plusSeconds(10))).isEqualTo(Told.sent);
        assertThat(receiver.all().get(1).id()).isEqualTo(receiver.all().get(0).id());
        assertThat(error()).isEqualTo("null");
    }

    @Test
    void a_receiver_that_is_gone_is_told_nothing_more_of_this_incident() {
        var incidents = incidents();
        receiver.answer(Receiver.status(410));

        assertThat(tellOne(incidents)).isEqualTo(Told.refused);
        assertThat(error()).contains("answered 410: it wants no more of these", "plumbline.incidents.webhook.url");
        Incidents.over(db, FEED_IS_AWAY.cause(), MIDNIGHT.plusSeconds(60));
        tellAll(incidents, MIDNIGHT.plus(Duration.ofDays(2)));

        assertThat(receiver.all()).hasSize(1);
    }

    @Test
    void one_that_hangs_or_is_away_is_given_up_in_time_and_tried_again() {
        var hanging = new CountDownLatch(1);
        receiver.answer(exchange -> {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(tellOne(incidents(db, receiver.url(), Duration.ofMillis(300))))
                .isEqualTo(Told.failed);
        assertThat(error()).contains("127.0.0.1 did not answer within PT0.3S");
        hanging.countDown();

        var nobody = incidents(db, URI.create("http://127.0.0.1:1/"), Duration.ofSeconds(20));
        assertThat(nobody.tellNext("webhook", MIDNIGHT.plusSeconds(10))).isEqualTo(Told.failed);
        assertThat(error()).contains("127.0.0.1 cannot be reached");
    }

    @Test
    void an_answer_without_end_is_an_answer() {
        receiver.answer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            var much = new byte[1 << 16];
            try (var body = exchange.getResponseBody()) {
                while (true) {
                    body.write(much);
                }
            }
        });

        assertThat(tellOne(incidents())).isEqualTo(Told.sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whsec_c2hvcnQ=", "whsec_%%%", "c2VjcmV0IHdpdGhvdXQgYSBwcmVmaXggaW4gZnJvbnQ=", "whsec_"})
    void a_secret_that_cannot_be_one_is_named_and_not_shown(String secret) {
        assertThatThrownBy(() -> new WebhookSettings(receiver.url(), secret, null, Duration.ofSeconds(10)))
                .hasMessageContaining("plumbline.incidents.webhook.secret must be whsec_")
                .message()
                .doesNotContain("c2hvcnQ", "%%%", "c2VjcmV0");
        assertThatThrownBy(() -> new WebhookSettings(receiver.url(), null, null, Duration.ofSeconds(10)))
                .hasMessageContaining("plumbline.incidents.webhook.secret must be set");
        assertThat(new WebhookSettings(receiver.url(), secret(KEY), null, Duration.ofSeconds(10)).toString())
                .doesNotContain(secret(KEY));
    }
}
