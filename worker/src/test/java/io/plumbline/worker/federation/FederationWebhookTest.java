package io.plumbline.worker.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.activities.federation.WebhookEvents;
import io.plumbline.activities.http.Hmac;
import io.plumbline.worker.ApiTest;
import io.plumbline.worker.temporal.CallDeadlines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.TestPropertySource;

/** The federation tells of members, over HTTP, and what is made of it. */
@TestPropertySource(
        properties = {
            "plumbline.federation.webhook.pick-up-every=100ms",
            "plumbline.federation.webhook.again-after=300ms",
            "server.forward-headers-strategy=native" // so that each test has an address of its own
        })
class FederationWebhookTest extends ApiTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SECRET = "a secret that only the federation knows";
    private static final AtomicInteger TESTS = new AtomicInteger();

    private final String address = "192.0.2." + TESTS.incrementAndGet();

    @Autowired
    private Told told;

    @Autowired
    private WebhookEvents events;

    @Autowired
    private WebhookSettings settings;

    /** Stands for Temporal: takes what is handed on, or does not. */
    static final class Told implements MemberChanges {

        final ConcurrentLinkedQueue<String> all = new ConcurrentLinkedQueue<>();
        final Set<String> poison = ConcurrentHashMap.newKeySet();
        volatile boolean away;
        volatile Instant last = Instant.MIN;

        @Override
        public void memberChanged(String connectorId, String organizationId, String memberId, String event) {
            if (away || poison.contains(memberId)) {
                throw new IllegalStateException("nobody is there");
            }
            last = Instant.now();
            all.add(String.join(" ", connectorId, organizationId, memberId, event));
        }
    }

    @TestConfiguration
    static class Fake {

        @Bean
        @Primary
        Told told() {
            return new Told();
        }
    }

    @BeforeEach
    void connectors() {
        organization("north", "lions");
        organization("south", "tigers");
        secrets("north", SECRET, null);
        secrets("south", "another", null);
        told.all.clear();
        told.poison.clear();
        told.away = false;
    }

    @AfterEach
    void back() {
        told.away = false;
    }

    private void secrets(String connector, String secret, String previous) {
        db.execute(
                "update connector set webhook_secret = ?, webhook_secret_previous = ? where id = ?",
                secret,
                previous,
                connector);
    }

    // ---- who sends what

    private static String body(String connector, String organization, String member, String event) {
        return "{\"connectorId\":\"%s\",\"federationOrgId\":\"%s\",\"memberId\":\"%s\",\"event\":\"%s\"}"
                .formatted(connector, organization, member, event);
    }

    private static String updated(String member) {
        return body("north", "fed-lions", member, "updated");
    }

    private static String sign(String body, String secret) {
        return Hmac.of(secret, body.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private HttpResponse<String> deliver(String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/webhooks/federation"))
                .timeout(Duration.ofSeconds(30))
                .header("X-Forwarded-For", address)
                .POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> deliver(String body, String secret) {
        return deliver(body, Map.of("X-Signature", sign(body, secret)));
    }

    private HttpResponse<String> deliver(String body) {
        return deliver(body, SECRET);
    }

    private Map<String, String> standard(String id, Instant at, String body, String secret) {
        var timestamp = Long.toString(at.getEpochSecond());
        var signature = Hmac.of(secret, (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
        return Map.of(
                "webhook-id", id, "webhook-timestamp", timestamp, "webhook-signature", "v1," + signature.base64());
    }

    private HttpResponse<String> deliver(String id, Instant at, String body, String secret) {
        return deliver(body, standard(id, at, body, secret));
    }

    private static void assertThatItIsTaken(HttpResponse<String> answer) {
        assertThat(answer.body()).isEqualTo("{\"accepted\":true}");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static void assertThatItIsRefused(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    }

    private void awaitTold(String... what) {
        await().untilAsserted(() -> assertThat(told.all).containsExactlyInAnyOrder(what));
        awaitNothingLeft();
    }

    private void awaitNothingLeft() {
        await().untilAsserted(() -> assertThat(values("select member_id from webhook_event where status = 'accepted'"))
                .isEmpty());
    }

    private List<Object> log() {
        return values("select status || ' ' || deliveries from webhook_event order by id");
    }

    // ---- C16: signatures

    @Test
    @Tag("C16")
    void each_way_to_sign_is_taken_and_told_on() {
        var spaced = updated("m-1").replace(",", ", ");
        assertThatItIsTaken(deliver(spaced));
        assertThatItIsTaken(deliver(
                body("north", "fed-lions", "m-2", "created"),
                Map.of("X-Hub-Signature-256", "sha256=" + sign(body("north", "fed-lions", "m-2", "created"), SECRET))));
        var inside =
                "{\"event\":\"deleted\",\"memberId\":\"m-3\",\"federationOrgId\":\"fed-lions\",\"connectorId\":\"north\"";
        var canonical =
                "{\"connectorId\":\"north\",\"event\":\"deleted\",\"federationOrgId\":\"fed-lions\",\"memberId\":\"m-3\"}";
        assertThatItIsTaken(deliver(inside + ", \"signature\": \"" + sign(canonical, SECRET) + "\"}", Map.of()));
        assertThatItIsTaken(deliver("msg-4", Instant.now(), updated("m-4"), SECRET));

        awaitTold(
                "north lions m-1 updated",
                "north lions m-2 created",
                "north lions m-3 deleted",
                "north lions m-4 updated");
        assertThat(log()).containsOnly("processed 1");
    }

    @Test
    @Tag("C16")
    void while_secrets_change_over_both_are_valid_and_then_only_the_new_one() {
        secrets("north", "the new one", SECRET);
        assertThatItIsTaken(deliver(updated("m-1"), SECRET));
        assertThatItIsTaken(deliver(updated("m-2"), "the new one"));
        assertThatItIsTaken(deliver("msg-3", Instant.now(), updated("m-3"), SECRET));

        secrets("north", "the new one", " ");
        assertThatItIsRefused(deliver(updated("m-4"), SECRET), 401);
        assertThatItIsRefused(deliver(updated("m-4"), " "), 401);
        assertThatItIsTaken(deliver(updated("m-5"), "the new one"));
    }

    @Test
    @Tag("C16")
    void a_connector_without_a_secret_takes_nothing() {
        for (var none : new String[] {null, "", "  "}) {
            secrets("north", none, none);
            assertThatItIsRefused(deliver(updated("m-1"), "  "), 401);
            assertThatItIsRefused(deliver(updated("m-1"), "null"), 401);
            assertThatItIsRefused(deliver(updated("m-1"), Map.of()), 401);
        }
    }

    @Test
    @Tag("C16")
    void the_time_of_a_standard_webhook_may_differ_by_5_minutes_both_ways() {
        assertThatItIsTaken(deliver("msg-1", Instant.now().minusSeconds(290), updated("m-1"), SECRET));
        assertThatItIsTaken(deliver("msg-2", Instant.now().plusSeconds(290), updated("m-2"), SECRET));
        assertThatItIsRefused(deliver("msg-3", Instant.now().minusSeconds(310), updated("m-3"), SECRET), 401);
        assertThatItIsRefused(deliver("msg-4", Instant.now().plusSeconds(310), updated("m-4"), SECRET), 401);
    }

    @Test
    @Tag("C16")
    void of_300_random_changes_to_a_valid_request_none_is_accepted() {
        var random = new Random(17);
        var body = updated("m-1");
        for (int i = 0; i < 300; i++) {
            var headers = new LinkedHashMap<>(
                    random.nextBoolean()
                            ? Map.of("X-Signature", sign(body, SECRET))
                            : standard("msg-1", Instant.now(), body, SECRET));
            var parts = new ArrayList<>(headers.keySet());
            var part = random.nextInt(parts.size() + 1);
            var changed = body;
            if (part == parts.size()) {
                changed = changed(body, random);
            } else {
                headers.compute(parts.get(part), (name, value) -> changed(value, random));
            }
            assertThat(deliver(changed, headers).statusCode())
                    .as("%s %s", headers, changed)
                    .isIn(400, 401, 429);
        }
        assertThat(values("select count(*) from webhook_event where status <> 'refused'"))
                .containsExactly(0L);
        assertThatItIsTaken(deliver(body));
    }

    private static String changed(String text, Random random) {
        var place = random.nextInt(text.length());
        var other = text.charAt(place) == '7' ? '8' : '7';
        return text.substring(0, place) + other + text.substring(place + 1);
    }

    // ---- C17: what is said to whom

    @Test
    @Tag("C17")
    void an_unknown_connector_and_a_bad_signature_look_the_same() {
        var known = updated("m-1");
        var unknown = body("nowhere", "fed-lions", "m-1", "updated");
        var inside = known.replace("}", ",\"signature\":\"" + "0".repeat(64) + "\"}");
        var answers = List.of(
                deliver(known, "guess"),
                deliver(unknown, "guess"),
                deliver(known, Map.of()),
                deliver(unknown, Map.of()),
                deliver(inside, Map.of()),
                deliver(inside.replace("north", "nowhere"), Map.of()),
                deliver("msg", Instant.now(), known, "guess"),
                deliver("msg", Instant.now(), unknown, "guess"),
                // of a connector that exists, and whose secret is another
                deliver(body("south", "fed-tigers", "m-1", "updated"), SECRET),
                // nor does it tell which organisations are connected
                deliver(body("north", "fed-nobody", "m-1", "updated"), "guess"));

        for (var answer : answers) {
            assertThatItIsRefused(answer, 401);
            assertThat(answer.body()).isEqualTo(answers.get(0).body());
            assertThat(headers(answer)).isEqualTo(headers(answers.get(0)));
        }
        assertThat(answers.get(0).body()).doesNotContain("north", "connector");
    }

    private static Map<String, List<String>> headers(HttpResponse<String> answer) {
        var headers = new LinkedHashMap<>(answer.headers().map());
        headers.remove("date");
        // Tomcat closes a connection after its hundredth request, whatever it answers
        headers.remove("connection");
        return headers;
    }

    @ParameterizedTest
    @Tag("C17")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello                                                                       | body",
                "``                                                                          | body",
                "[]                                                                          | body",
                "\"north\"                                                                   | body",
                "{}{}                                                                        | body",
                "{\"connectorId\":\"north\"                                                  | body",
                "{}                                                                          | connectorId",
                "{\"federationOrgId\":\"f\",\"memberId\":\"m\",\"event\":\"updated\"}        | connectorId",
                "{\"connectorId\":7,\"federationOrgId\":\"f\",\"memberId\":\"m\",\"event\":\"updated\"} | connectorId",
                "{\"connectorId\":\"n\\u0000\",\"federationOrgId\":\"f\",\"memberId\":\"m\",\"event\":\"updated\"} | connectorId",
                "{\"connectorId\":\"n\",\"memberId\":\"m\",\"event\":\"updated\"}            | federationOrgId",
                "{\"connectorId\":\"n\",\"federationOrgId\":null,\"memberId\":\"m\",\"event\":\"updated\"} | federationOrgId",
                "{\"connectorId\":\"n\",\"federationOrgId\":\"f\",\"memberId\":\" \",\"event\":\"updated\"} | memberId",
                "{\"connectorId\":\"n\",\"federationOrgId\":\"f\",\"memberId\":{},\"event\":\"updated\"} | memberId",
                "{\"connectorId\":\"n\",\"federationOrgId\":\"f\",\"memberId\":\"\\ud800\",\"event\":\"updated\"} | memberId",
                "{\"connectorId\":\"n\",\"federationOrgId\":\"f\",\"memberId\":\"m\"}        | event",
                "{\"connectorId\":\"n\",\"federationOrgId\":\"f\",\"memberId\":\"m\",\"event\":\"renamed\"} | event",
                "{\"connectorId\":\"n\",\"federationOrgId\":\"f\",\"memberId\":\"m\",\"event\":\"updated\",\"signature\":1} | signature",
                "{\"connectorId\":\"n\",\"federationOrgId\":\"f\",\"memberId\":\"m\",\"event\":\"updated\",\"event\":\"deleted\"} | body",
                "{\"connectorId\":\"n\",\"federationOrgId\":\"f\",\"memberId\":\"m\",\"event\":\"updated\",\"x\":1e999,\"signature\":\"s\"} | body",
            })
    void what_is_no_event_is_a_bad_request_for_everybody(String body, String field) {
        var signed = deliver(body, SECRET);
        var unsigned = deliver(body, Map.of());

        for (var answer : body.contains("\"s\"") ? List.of(unsigned) : List.of(signed, unsigned)) {
            assertThatItIsRefused(answer, 400);
            assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
        }
        assertThat(values("select distinct status from webhook_event")).containsExactly("refused");
    }

    @Test
    @Tag("C17")
    void bytes_that_are_no_text_and_bodies_without_an_end_are_refused() throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/webhooks/federation"))
                .POST(BodyPublishers.ofByteArray(updated("m-1").getBytes(StandardCharsets.UTF_16)));
        assertThatItIsRefused(HTTP.send(request.build(), BodyHandlers.ofString()), 400);

        assertThatItIsRefused(deliver("[".repeat(60_000), Map.of()), 400);
        var padded = updated("m-1").replace("{", "{\"pad\":\"%s\",");
        var fits = padded.formatted("x".repeat(65_536 - padded.length() + 2));
        assertThatItIsTaken(deliver(fits));
        assertThatItIsRefused(deliver(fits.replace("\"pad\":\"", "\"pad\":\"x")), 413);
        assertThatItIsRefused(deliver("x".repeat(1_000_000), Map.of()), 413);
    }

    @Test
    @Tag("C17")
    void a_form_or_no_type_at_all_is_read_as_what_it_is() {
        var body = updated("m-1");
        assertThatItIsTaken(deliver(
                body, Map.of("X-Signature", sign(body, SECRET), "Content-Type", "application/x-www-form-urlencoded")));
        assertThat(get("/webhooks/federation", viewer()).status()).isEqualTo(405);
    }

    @Test
    @Tag("C17")
    void only_to_a_connector_is_said_what_is_not_connected_or_disabled() {
        var unknown = deliver(body("north", "fed-tigers", "m-1", "updated"));
        assertThatItIsRefused(unknown, 400);
        assertThat(unknown.body()).contains("\"field\":\"federationOrgId\"");

        db.execute("update connector set enabled = false");
        assertThatItIsRefused(deliver(updated("m-1")), 409);
        assertThatItIsRefused(deliver(updated("m-1"), "guess"), 401);
        assertThat(log()).containsOnly("refused 1");
        assertThat(told.all).isEmpty();
    }

    @Test
    @Tag("C16")
    @Tag("C17")
    void what_changes_at_a_connector_holds_for_its_next_event() {
        assertThatItIsTaken(deliver(updated("m-1")));
        db.execute("update connector set enabled = false");
        assertThatItIsRefused(deliver(updated("m-2")), 409);

        db.execute("update connector set enabled = true");
        assertThatItIsTaken(deliver(updated("m-3")));
        secrets("north", "the new one", null);
        assertThatItIsRefused(deliver(updated("m-4")), 401);
        assertThatItIsTaken(deliver(updated("m-5"), "the new one"));

        db.execute("update connected_organization set federation_org_id = 'fed-cubs' where connector_id = 'north'");
        assertThatItIsRefused(deliver(updated("m-6"), "the new one"), 400);
        assertThatItIsRefused(deliver(updated("m-5"), "the new one"), 400); // nor is a repeat counted
        assertThatItIsTaken(deliver(body("north", "fed-cubs", "m-7", "updated"), "the new one"));
        assertThat(
                        values(
                                "select member_id || ' ' || deliveries from webhook_event where status <> 'refused' order by id"))
                .containsExactly("m-1 1", "m-3 1", "m-5 1", "m-7 1");
    }

    // ---- C17, C18: limits

    @Test
    @Tag("C17")
    @Tag("C18")
    void the_101st_event_of_a_connector_in_a_minute_is_too_many_and_forged_ones_cost_it_nothing() {
        IntStream.range(0, 150).forEach(i -> deliver(updated("m-" + i), "guess"));
        for (int i = 0; i < 100; i++) {
            assertThatItIsTaken(deliver(updated("m-" + i)));
        }

        var tooMany = deliver(updated("m-100"));

        assertThatItIsRefused(tooMany, 429);
        assertThat(Integer.parseInt(tooMany.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(1, 60);
        assertThat(tooMany.body()).contains("100 events within a minute");
        assertThatItIsTaken(deliver(body("south", "fed-tigers", "m-1", "updated"), "another"));
        assertThat(values("select count(*) from webhook_event where status <> 'refused' and connector_id = 'north'"))
                .containsExactly(100L);
        assertThat(values("select reason from webhook_event where member_id = 'm-100' and connector_id = 'north'"))
                .containsExactly("The connector has sent 100 events within a minute.");

        db.execute("update webhook_rate set last_in_second = "
                + "array(select t - interval '1 minute' from unnest(last_in_second) t)");
        assertThatItIsTaken(deliver(updated("m-100")));
    }

    @Test
    @Tag("C18")
    void forged_requests_are_limited_by_address_and_verified_ones_of_that_address_are_not() {
        var statuses = IntStream.range(0, 300)
                .map(i -> deliver(updated("m-" + i), "guess").statusCode())
                .boxed()
                .toList();

        assertThat(statuses.subList(0, 100)).containsOnly(401);
        assertThat(statuses.subList(100, 300)).containsOnly(429);
        var answer = deliver("nonsense", Map.of());
        assertThatItIsRefused(answer, 429);
        assertThat(Integer.parseInt(answer.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(1, 60);
        assertThat(log()).as("a flood is counted, not written down").hasSize(100);
        assertThatItIsTaken(deliver(updated("m-1")));
        assertThat(get("/actuator/prometheus", viewer()).body())
                .containsPattern("plumbline_federation_webhooks_total\\{.*outcome=\"unverified_limit\"} [0-9]{3}")
                .contains("outcome=\"bad_signature\"", "outcome=\"accepted\"");
    }

    // ---- C17: repeats

    @Test
    @Tag("C17")
    void a_thousand_repeats_of_one_delivery_are_one_event() throws Exception {
        var body = updated("m-1");
        var headers = standard("msg-1", Instant.now(), body, SECRET);

        repeat(1_000, body, headers);

        awaitTold("north lions m-1 updated");
        assertThat(log()).containsExactly("processed 1000");
    }

    @Test
    @Tag("C17")
    void a_thousand_repeats_that_may_be_events_of_their_own_are_handed_on_a_few_times() throws Exception {
        var body = updated("m-1");

        var begun = Instant.now();
        repeat(1_000, body, Map.of("X-Signature", sign(body, SECRET)));
        awaitNothingLeft();

        var atMost = 2 + Duration.between(begun, Instant.now()).dividedBy(settings.againAfter());
        assertThat(log()).containsExactly("processed 1000");
        assertThat(told.all).hasSizeBetween(1, (int) atMost).containsOnly("north lions m-1 updated");
        assertThat(told.last)
                .as("the last repeat may be news, and was told")
                .isAfter(db.fetchSingle("select last_received_at from webhook_event")
                        .get(0, Instant.class));
    }

    private void repeat(int times, String body, Map<String, String> headers) throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        try {
            var answers = new ArrayList<Future<HttpResponse<String>>>();
            for (int i = 0; i < times; i++) {
                answers.add(pool.submit(() -> deliver(body, headers)));
            }
            for (var answer : answers) {
                assertThatItIsTaken(answer.get());
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    @Tag("C17")
    void two_updates_of_one_member_are_told_twice_though_their_bytes_are_the_same() {
        deliver(updated("m-1"));
        awaitTold("north lions m-1 updated");

        deliver(updated("m-1"));

        awaitTold("north lions m-1 updated", "north lions m-1 updated");
        assertThat(log()).containsExactly("processed 2");
    }

    // ---- C18: nothing is lost

    @Test
    @Tag("C18")
    void while_nobody_can_be_told_events_are_taken_and_kept_and_told_afterwards() {
        told.away = true;
        IntStream.range(0, 30).forEach(i -> assertThatItIsTaken(deliver(updated("m-" + i))));
        await().untilAsserted(() -> assertThat(values("select count(*) from webhook_event where reason is not null"))
                .doesNotContain(0L));
        assertThat(values("select distinct status from webhook_event")).containsExactly("accepted");

        told.away = false;

        await().atMost(Duration.ofSeconds(30)).until(() -> told.all.size() >= 30);
        awaitNothingLeft();
        assertThat(told.all).doesNotHaveDuplicates().hasSize(30);
        assertThat(values("select count(reason) from webhook_event")).containsExactly(0L);
    }

    @Test
    @Tag("C18")
    void events_that_cannot_be_told_do_not_stop_the_others() {
        IntStream.range(0, 5).forEach(i -> told.poison.add("bad-" + i));
        IntStream.range(0, 5).forEach(i -> deliver(updated("bad-" + i)));
        IntStream.range(0, 30).forEach(i -> deliver(updated("m-" + i)));

        await().atMost(Duration.ofSeconds(20)).until(() -> told.all.size() == 30);
        await().untilAsserted(() -> assertThat(
                        values("select member_id from webhook_event where status = 'accepted' order by member_id"))
                .containsExactly("bad-0", "bad-1", "bad-2", "bad-3", "bad-4"));
        assertThat(values("select distinct reason from webhook_event where status = 'accepted'"))
                .containsExactly("It could not be handed on: java.lang.IllegalStateException: nobody is there");
    }

    @Test
    @Tag("C18")
    void replicas_share_the_events_and_each_is_told_once() {
        told.away = true;
        IntStream.range(0, 90).forEach(i -> deliver(updated("m-" + i)));
        await().untilAsserted(() -> assertThat(values("select count(*) from webhook_event where reason is not null"))
                .doesNotContain(0L));
        told.away = false;
        db.execute("update webhook_event set due_at = now()");

        var replicas = IntStream.range(0, 4)
                .mapToObj(i -> new WebhookDispatch(events, told, settings, InstantSource.system(), new CallDeadlines()))
                .toList();
        replicas.forEach(WebhookDispatch::pickUp);

        await().atMost(Duration.ofSeconds(20)).until(() -> told.all.size() >= 90);
        awaitNothingLeft();
        assertThat(told.all).hasSize(90).doesNotHaveDuplicates();
        for (var replica : replicas) {
            try {
                replica.stop();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    @Tag("C18")
    void an_event_of_an_organisation_that_was_disconnected_meanwhile_ends_with_a_reason() {
        told.away = true;
        deliver(updated("m-1"));
        await().untilAsserted(() -> assertThat(values("select count(*) from webhook_event where reason is not null"))
                .containsExactly(1L));
        db.execute("delete from connected_organization where organization_id = 'lions'");
        told.away = false;

        awaitNothingLeft();
        assertThat(values("select reason from webhook_event"))
                .containsExactly("The organisation is no longer connected, or its connector is disabled.");
        assertThat(told.all).isEmpty();
    }

    // ---- C20: the log

    @Test
    @Tag("C20")
    void every_webhook_is_listed_newest_first_with_its_reason_and_without_a_secret() {
        deliver(updated("m-1"));
        awaitNothingLeft();
        deliver(updated("m-2"), "guess");
        deliver("nonsense", SECRET);
        deliver("{\"connectorId\":\"\\u0000%s\",\"signature\":\"%s\"}".formatted("x".repeat(300), SECRET), Map.of());

        var page = get("/api/webhook-events", viewer());

        List<Map<String, Object>> rows = page.field("events");
        assertThat(rows)
                .extracting(row -> row.get("status") + " " + row.get("reason"))
                .containsExactly(
                        "refused connectorId: It must be at most 200 characters, and none of them a control character.",
                        "refused body: It is not readable as JSON.",
                        "refused The signature is not valid.",
                        "processed null");
        assertThat(rows.get(3))
                .containsEntry("connectorId", "north")
                .containsEntry("federationOrgId", "fed-lions")
                .containsEntry("organizationId", "lions")
                .containsEntry("memberId", "m-1")
                .containsEntry("event", "updated")
                .containsEntry("deliveries", 1)
                .containsEntry("address", address);
        assertThat(rows.get(0)).containsEntry("connectorId", "x".repeat(200));
        assertThat(page.body()).doesNotContain(SECRET, sign(updated("m-1"), SECRET));
        assertThat(page.<Object>field("nextCursor")).isNull();
    }

    @Test
    @Tag("C20")
    void the_list_is_filtered_and_paged_while_rows_are_added() {
        IntStream.range(0, 5).forEach(i -> deliver(updated("m-" + i), "guess"));
        var first = get("/api/webhook-events?limit=3", viewer());
        deliver(body("south", "fed-tigers", "m-9", "updated"), "guess");
        var second = get("/api/webhook-events?limit=3&cursor=" + first.field("nextCursor"), viewer());

        assertThat(members(first)).containsExactly("m-4", "m-3", "m-2");
        assertThat(members(second)).containsExactly("m-1", "m-0");
        assertThat(second.<Object>field("nextCursor")).isNull();
        var ofSouth = get("/api/webhook-events?connectorId=south&limit=1", viewer());
        assertThat(members(ofSouth)).containsExactly("m-9");
        assertThat(ofSouth.<Object>field("nextCursor"))
                .as("of a page that is full and the last")
                .isNull();
        assertThat(members(get("/api/webhook-events?connectorId=south&status=processed", viewer())))
                .isEmpty();
        assertThat(get("/api/webhook-events?limit=0", viewer()).<String>field("field"))
                .isEqualTo("limit");
        assertThat(get("/api/webhook-events?status=open", viewer()).<String>field("field"))
                .isEqualTo("status");
        assertThat(get("/api/webhook-events?cursor=x", viewer()).<String>field("field"))
                .isEqualTo("cursor");
        assertThat(get("/api/webhook-events?connectorId=%00", viewer()).<String>field("field"))
                .isEqualTo("connectorId");
    }

    private static List<Object> members(Reply page) {
        return page.<List<Map<String, Object>>>field("events").stream()
                .map(row -> row.get("memberId"))
                .toList();
    }

    @Test
    @Tag("C20")
    @Tag("E5")
    void a_token_that_is_bound_to_an_organisation_sees_its_own_webhooks() {
        deliver(updated("m-1"));
        deliver(body("south", "fed-tigers", "m-2", "updated"), "another");
        deliver("nonsense", Map.of());
        var bound =
                token(claims("viewer").claim("organizations", List.of("tigers")).build());

        assertThat(members(get("/api/webhook-events", bound))).containsExactly("m-2");
        assertThat(members(get("/api/webhook-events?connectorId=north", bound))).isEmpty();
    }
}
