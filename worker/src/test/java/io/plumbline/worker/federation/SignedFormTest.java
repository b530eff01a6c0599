package io.plumbline.worker.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.activities.http.Hmac;
import io.plumbline.worker.federation.SignedForm.Freshness;
import io.plumbline.worker.http.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The ways to sign a webhook, with vectors that other programs have made (Python's hmac, the Standard Webhooks libraries). */
@Tag("C16")
class SignedFormTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String SECRET = "a secret that only the federation knows";
    private static final Instant NOW = Instant.ofEpochSecond(1_614_265_330);
    private static final Freshness FRESH = new Freshness(NOW, Duration.ofMinutes(5));

    private static final String BODY =
            "{\"connectorId\": \"north\", \"federationOrgId\":\"f-1\",\"memberId\":\"m-1\", \"event\":\"updated\"}";
    private static final String HEX = "ab91e408e6abd92beedad55c89a711e494d8312bb3f509bf8b7093b0ed11a406";
    private static final String BASE64 = "q5HkCOar2Svu2tVciacR5JTYMSuz9Qm/i3CTsO0RpAY=";

    private static final String STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String STANDARD_BODY = "{\"test\": 2432232314}";
    private static final String STANDARD_SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static SignedForm form(Map<String, String> headers, String body, Freshness freshness) {
        var byName = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        return SignedForm.of(
                byName::get, body.getBytes(StandardCharsets.UTF_8), (ObjectNode) JSON.readTree(body), freshness);
    }

    private static boolean isSigned(Map<String, String> headers, String body) {
        return form(headers, body, FRESH).isSignedWith(SECRET);
    }

    private static Map<String, String> standard(String id, String timestamp, String signature) {
        return Map.of("webhook-id", id, "webhook-timestamp", timestamp, "webhook-signature", signature);
    }

    private static final Map<String, String> STANDARD =
            standard("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", STANDARD_SIGNATURE);

    @ParameterizedTest
    @ValueSource(strings = {"X-Signature", "X-Federation-Signature", "X-Webhook-Signature", "X-Hub-Signature-256"})
    void a_header_signs_the_bytes_as_they_came_in_each_way_to_write_it(String header) {
        for (var signature : new String[] {HEX, "sha256=" + HEX, BASE64, "sha256=" + BASE64}) {
            assertThat(isSigned(Map.of(header, signature), BODY)).as(signature).isTrue();
        }
        assertThat(isSigned(Map.of(header, HEX), BODY.replace(": ", ":"))).isFalse();
        assertThat(isSigned(Map.of(header, "sha1=" + HEX), BODY)).isFalse();
        assertThat(isSigned(Map.of(header, ""), BODY)).isFalse();
        assertThat(form(Map.of(header, HEX), BODY, FRESH).isSignedWith("another"))
                .isFalse();
    }

    @Test
    void a_signature_inside_the_body_is_over_the_canonical_body_without_it() {
        var body = """
                { "sent": 1.5E21, "signature": "%s", "memberId": "M\\u00fcller €",
                  "event": "updated", "federationOrgId": "f-1", "connectorId": "north" }""";
        var sorted = "c264ad75aab50ec8f69817ca3f81bf9b10dddcf4528b7cb2a275963bb45fbf59";

        assertThat(isSigned(Map.of(), body.formatted(sorted))).isTrue();
        assertThat(isSigned(Map.of(), body.formatted("sha256=" + sorted))).isTrue();
        assertThat(isSigned(Map.of(), body.formatted(sorted).replace("1.5E21", "1.6E21")))
                .isFalse();
        assertThat(isSigned(Map.of(), body.formatted(""))).isFalse();
    }

    @Test
    void or_over_its_fields_in_the_order_in_which_they_came() {
        var body =
                "{\"connectorId\":\"north\",\"federationOrgId\":\"f-1\",\"memberId\":\"Müller €\",\"event\":\"updated\","
                        + "\"sent\":1.5e21,\"signature\":\"a18c8b003877b87ccbc19c4f222c93bb8f34105156a66fa2174ef72cefdac352\"}";

        assertThat(isSigned(Map.of(), body)).isTrue();
        assertThat(isSigned(Map.of("X-Signature", HEX), body))
                .as("a header decides where there is one")
                .isFalse();
    }

    @Test
    void a_body_that_has_no_canonical_form_is_a_bad_request_when_its_signature_is_inside() {
        assertThatThrownBy(() -> form(Map.of(), "{\"a\":1e999,\"signature\":\"" + HEX + "\"}", FRESH))
                .isInstanceOf(Problem.class);
        assertThat(isSigned(Map.of("X-Signature", HEX), "{\"a\":1e999}")).isFalse();
    }

    @Test
    void the_vector_of_standard_webhooks() {
        assertThat(form(STANDARD, STANDARD_BODY, FRESH).isSignedWith(STANDARD_SECRET))
                .isTrue();
        assertThat(form(STANDARD, STANDARD_BODY, FRESH).isSignedWith(STANDARD_SECRET.substring("whsec_".length())))
                .as("without the prefix a secret is what it says, not base64")
                .isFalse();
        var rotated = standard(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "1614265330",
                "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,x " + STANDARD_SIGNATURE + " v1a,y");
        assertThat(form(rotated, STANDARD_BODY, FRESH).isSignedWith(STANDARD_SECRET))
                .isTrue();
    }

    @Test
    void a_plain_secret_signs_standard_webhooks_as_it_stands() {
        var signature = Hmac.of(SECRET, ("msg.1614265330." + BODY).getBytes(StandardCharsets.UTF_8))
                .base64();

        assertThat(isSigned(standard("msg", "1614265330", "v1," + signature), BODY))
                .isTrue();
    }

    @Test
    void the_headers_of_standard_webhooks_decide_where_they_are() {
        var both = new TreeMap<>(standard("msg", "1614265330", "v1,AAAA"));
        both.put("X-Signature", HEX);

        assertThat(isSigned(both, BODY)).isFalse();
        both.remove("webhook-signature");
        assertThat(isSigned(both, BODY)).isTrue();
        assertThat(form(both, BODY, FRESH).key().identified())
                .as("an id that nobody signed is none")
                .isFalse();
    }

    @Test
    void the_time_may_differ_by_the_tolerance_both_ways_and_no_more() {
        for (var seconds : new int[] {-300, -299, 0, 299, 300}) {
            var at = new Freshness(NOW.plusSeconds(seconds), Duration.ofMinutes(5));
            assertThat(form(STANDARD, STANDARD_BODY, at).isSignedWith(STANDARD_SECRET))
                    .as("%s seconds", seconds)
                    .isTrue();
        }
        for (var millis : new long[] {-86_400_000, -300_001, 300_001, 86_400_000}) {
            var at = new Freshness(NOW.plusMillis(millis), Duration.ofMinutes(5));
            assertThat(form(STANDARD, STANDARD_BODY, at).isSignedWith(STANDARD_SECRET))
                    .as("%s ms", millis)
                    .isFalse();
        }
    }

    @Test
    void a_standard_webhook_that_lacks_something_is_not_signed() {
        for (var headers : new Map[] {
            Map.of("webhook-signature", STANDARD_SIGNATURE),
            standard("", "1614265330", STANDARD_SIGNATURE),
            standard("msg_p5jXN8AQM9LWM0D4loKWxJek", "", STANDARD_SIGNATURE),
            standard("msg_p5jXN8AQM9LWM0D4loKWxJek", "now", STANDARD_SIGNATURE),
            standard("msg_p5jXN8AQM9LWM0D4loKWxJek", "99999999999999999999", STANDARD_SIGNATURE),
            standard("msg_p5jXN8AQM9LWM0D4loKWxJek", "١٦١٤٢٦٥٣٣٠", STANDARD_SIGNATURE),
            standard("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", ""),
            standard("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", STANDARD_SIGNATURE.substring(3))
        }) {
            @SuppressWarnings("unchecked")
            var form = form(headers, STANDARD_BODY, FRESH);
            assertThat(form.isSignedWith(STANDARD_SECRET)).as("%s", headers).isFalse();
        }
        assertThat(form(STANDARD, STANDARD_BODY, FRESH).isSignedWith("whsec_!")).isFalse();
        assertThat(form(STANDARD, STANDARD_BODY, FRESH).isSignedWith("whsec_")).isFalse();
    }

    @Test
    @Tag("C17")
    void a_delivery_is_known_by_its_id_or_else_by_what_was_signed() {
        var signed = form(Map.of("X-Signature", HEX), BODY, FRESH).key();
        assertThat(signed.identified()).isFalse();
        assertThat(form(Map.of("X-Signature", "sha256=" + BASE64), BODY, FRESH).key())
                .isEqualTo(signed);
        assertThat(form(Map.of("X-Signature", HEX), BODY + " ", FRESH).key()).isNotEqualTo(signed);
        assertThat(form(STANDARD, STANDARD_BODY, FRESH).key())
                .isEqualTo(new SignedForm.DeliveryKey("id:msg_p5jXN8AQM9LWM0D4loKWxJek", true));
        assertThat(form(Map.of(), "{\"a\":1,\"b\":2,\"signature\":\"x\"}", FRESH)
                        .key())
                .as("its signature does not tell spaces, so they are no other delivery")
                .isEqualTo(form(Map.of(), "{ \"b\": 2.0, \"a\": 1, \"signature\": \"y\" }", FRESH)
                        .key());
    }

    enum Form {
        header,
        inside,
        standard
    }

    /** A request that is valid, all of it in one place, so that any part of it can be changed. */
    private record Request(Map<String, String> headers, String body) {

        static Request signed(Form form) {
            return switch (form) {
                case header -> new Request(Map.of("X-Signature", "sha256=" + HEX), BODY);
                case inside -> {
                    var fields =
                            "\"connectorId\":\"north\",\"event\":\"updated\",\"federationOrgId\":\"f-1\",\"memberId\":\"m-1\"";
                    var signature = Hmac.of(SECRET, ("{" + fields + "}").getBytes(StandardCharsets.UTF_8));
                    yield new Request(Map.of(), "{" + fields + ",\"signature\":\"" + signature.hex() + "\"}");
                }
                case standard ->
                    new Request(
                            SignedFormTest.standard(
                                    "msg_1",
                                    "1614265330",
                                    "v1,"
                                            + Hmac.of(
                                                            SECRET,
                                                            ("msg_1.1614265330." + BODY)
                                                                    .getBytes(StandardCharsets.UTF_8))
                                                    .base64()),
                            BODY);
            };
        }

        Request changed(Random random) {
            var names = headers.keySet().stream().sorted().toList();
            var part = random.nextInt(names.size() + 1);
            if (part == names.size()) {
                return new Request(headers, change(body, random));
            }
            var changed = new TreeMap<>(headers);
            changed.compute(
                    names.get(part), (name, value) -> change(value, random).strip()); // as a server reads headers
            return new Request(changed, body);
        }

        /** One character is another one, is gone, is there twice, or is a new one. */
        private static String change(String text, Random random) {
            var place = random.nextInt(text.length());
            var other = (char) (' ' + random.nextInt('~' - ' ' + 1));
            var before = text.substring(0, place);
            return switch (random.nextInt(4)) {
                case 0 -> before + other + text.substring(place + 1);
                case 1 -> before + text.substring(place + 1);
                case 2 -> before + text.charAt(place) + text.substring(place);
                default -> before + other + text.substring(place);
            };
        }

        boolean isAccepted() {
            try {
                return isSigned(headers, body);
            } catch (JacksonException | ClassCastException | Problem notReadable) {
                return false;
            }
        }

        /** What is said, apart from how it is written where the signature does not cover that. */
        Object meaning(Form form) {
            try {
                var signatures = headers.getOrDefault("webhook-signature", "");
                return form == Form.inside
                        ? JSON.readTree(body)
                        : Map.of("headers", form == Form.standard ? signatures.split(" ")[0] : headers, "body", body);
            } catch (JacksonException e) {
                return body;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_10000_random_changes_to_a_valid_request_none_is_accepted(Form form) {
        var random = new Random(16);
        var valid = Request.signed(form);
        assertThat(valid.isAccepted()).isTrue();
        for (int changes = 0; changes < 10_000; ) {
            var changed = valid.changed(random);
            if (changed.equals(valid)
                    || (form == Form.inside && changed.meaning(form).equals(valid.meaning(form)))) {
                continue; // a space between two fields is no change
            }
            changes++;
            assertThat(changed.isAccepted()).as("%s", changed).isFalse();
        }
    }

    @Test
    void a_secret_in_base64_is_decoded() {
        var key = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var signature = Hmac.of(key, ("msg.1614265330." + BODY).getBytes(StandardCharsets.UTF_8))
                .base64();

        assertThat(form(standard("msg", "1614265330", "v1," + signature), BODY, FRESH)
                        .isSignedWith(STANDARD_SECRET))
                .isTrue();
    }
}
