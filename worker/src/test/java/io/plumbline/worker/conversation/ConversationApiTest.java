package io.plumbline.worker.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.worker.ApiTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a bot sees of conversation, over HTTP. */
class ConversationApiTest extends ApiTest {

    private static final String PHONE = "+525512345678";
    private static final String PATH = "/api/workspaces/acme/conversations/" + PHONE;

    @BeforeEach
    void workspace() {
        workspace("acme");
        db.execute("update workspace set region = 'MX'");
    }

    @AfterEach
    void mend() {
        db.execute("drop function if exists refuse cascade");
    }

    private long contactWith(String phone) {
        return db.fetchSingle("insert into contact (workspace_id, phone) values ('acme', ?) returning id", phone)
                .get(0, Long.class);
    }

    private Reply save(String path, String body) {
        return send("PUT", path, "Authorization", "Bearer " + operator(), body);
    }

    private void refuseRowsOf(String table, String operation, String when) {
        db.execute("""
                create or replace function refuse() returns trigger language plpgsql as
                $$ begin if %s then raise exception 'refused by the test'; end if; return new; end $$
                """.formatted(when));
        db.execute("create trigger refuse before " + operation + " on " + table
                + " for each row execute function refuse()");
    }

    @Test
    @Tag("B1")
    @Tag("B2")
    @Tag("B5")
    void a_save_is_kept_and_reaches_the_contact_before_it_is_answered() {
        contactWith("(55) 1234-5678");

        var reply = save(PATH, """
                {"state":"qualifying","extracted":{"name":"Ana","businessType":"bakery","painPoints":["time","staff"],"city":"Oaxaca"},
                 "leadScore":70,"leadTemperature":"warm","data":{"turn":4},"occurredAt":"2026-01-02T03:04:05Z"}""");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"success\":true,\"sync\":\"synced\",\"syncReason\":null}");
        assertThat(values("select name || ' ' || pain_points || ' ' || lead_status || ' ' || lead_score from contact"))
                .containsExactly("Ana time, staff qualified 70");
        assertThat(values("select data::text from conversation"))
                .containsExactly("{\"city\": \"Oaxaca\", \"turn\": 4}");
        assertThat(values("select state || ' ' || phone from conversation")).containsExactly("qualifying " + PHONE);
    }

    @Test
    @Tag("B5")
    @Tag("B10")
    void a_number_without_a_contact_is_skipped_and_told_and_no_contact_is_made() {
        var reply = save(PATH, "{\"state\":\"greeting\"}");

        assertThat(reply.body())
                .isEqualTo("{\"success\":true,\"sync\":\"skipped\",\"syncReason\":\"contact_not_found\"}");
        assertThat(count("contact")).isZero();
        await().untilAsserted(() ->
                assertThat(values("select error from sync_failure")).containsExactly("contact_not_found"));
    }

    @Test
    @Tag("B10")
    void a_contact_that_appears_later_gets_the_waiting_state_by_itself() {
        save(PATH, "{\"state\":\"handoff\",\"name\":\"Ana\"}");

        contactWith("55 1234 5678");

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(values("select lead_status from contact")).containsExactly("contacted"));
        await().untilAsserted(() ->
                assertThat(values("select resolved from sync_failure")).containsOnly(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "+525512345678 | {\"state\":\"dancing\"}                                 | state",
                "+525512345678 | {}                                                      | state",
                "+525512345678 | {\"state\":\"greeting\",\"leadScore\":\"high\"}         | leadScore",
                "+525512345678 | {\"state\":\"greeting\",\"name\":7}                     | name",
                "+525512345678 | {\"state\":\"greeting\",\"occurredAt\":\"2999-01-01T00:00:00Z\"} | occurredAt",
                "+525512345678 | {\"state\":\"greeting\",\"occurredAt\":\"noon\"}        | occurredAt",
                "+525512345678 | {\"state\":\"greeting\",\"occurredAt\":\"-999999999-01-01T00:00:00Z\"} | occurredAt",
                "+525512345678 | {\"state\":\"greeting\",\"occurredAt\":\"1999-12-31T23:59:59Z\"} | occurredAt",
                "+525512345678 | {\"state\":\"greeting\",\"leadScore\":85.7}             | leadScore",
                "+525512345678 | {\"state\":\"greeting\",\"leadScore\":3e9}              | leadScore",
                "+525512345678 | {\"state\":\"greeting\",\"painPoints\":[\"\\u0000\"]}   | painPoints",
                "+525512345678 | {\"state\":\"greeting\",\"data\":{\"a\\u0000\":1}}       | data",
                "+525512345678 | {\"state\":\"greeting\",\"name\":\"a\\u0000b\"}         | name",
                "+525512345678 | {\"state\":\"greeting\",\"name\":\"a\\udc00b\"}         | name",
                "+525512345678 | {\"state\":\"greeting\",\"data\":{\"a\":\"\\ud83d\"}}   | data",
                "+525512345678 | {\"state\":\"greeting\",\"data\":{\"a\":\"\\u0000\"}}   | data",
                "+525512345678 | {\"state\":\"greeting\",\"data\":[]}                    | data",
                "hello         | {\"state\":\"greeting\"}                                | phone",
                "12            | {\"state\":\"greeting\"}                                | phone",
                "+491234       | {\"state\":\"greeting\"}                                | phone",
                "+15551234     | {\"state\":\"greeting\"}                                | phone",
                "+525512345678 | state=greeting                                          | body",
            })
    @Tag("B3")
    @Tag("B8")
    @Tag("E6")
    void what_makes_no_sense_is_refused_with_the_field_and_nothing_is_saved(String phone, String body, String field) {
        var reply = save("/api/workspaces/acme/conversations/" + phone, body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.type()).isEqualTo("application/problem+json");
        assertThat(reply.<String>field("field")).isEqualTo(field);
        assertThat(count("conversation")).isZero();
    }

    @Test
    @Tag("B11")
    void blank_texts_and_nulls_however_deep_erase_nothing() {
        contactWith(PHONE);
        save(PATH, """
                {"state":"qualifying","name":" Ana ","painPoints":["time"],"leadTemperature":"warm","city":"Oaxaca",
                 "data":{"a":{"b":1},"tags":["x"]}}""");

        var reply = save(PATH, """
                {"state":"qualifying","name":"   ","painPoints":[null,""," "],"leadTemperature":" ","city":" ",
                 "data":{"a":{"b":null,"c":{"d":" "}},"tags":[]}}""");

        assertThat(reply.body()).contains("\"synced\"");
        assertThat(values("select name || '|' || pain_points || '|' || lead_temperature from contact"))
                .containsExactly("Ana|time|warm");
        assertThat(values("select data::text from conversation"))
                .containsExactly("{\"a\": {\"b\": 1}, \"city\": \"Oaxaca\", \"tags\": [\"x\"]}");
        save(PATH, "{\"state\":\"qualifying\",\"painPoints\":[null,\"staff\",7]}");
        assertThat(values("select pain_points from contact")).containsExactly("staff, 7");
    }

    @Test
    @Tag("B1")
    void a_text_that_only_spells_the_forbidden_character_is_taken_and_a_score_may_have_a_zero_behind_its_point() {
        var reply = save(PATH, "{\"state\":\"greeting\",\"leadScore\":85.0,\"data\":{\"a\":\"\\\\u0000\"}}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(values("select data->>'a' from conversation")).containsExactly("\\u0000");
        assertThat(values("select lead_score from conversation")).containsExactly(85);
    }

    @Test
    @Tag("B9")
    @Tag("E5")
    void a_save_needs_an_operator_of_the_workspace_and_a_workspace_that_is() {
        var body = "{\"state\":\"greeting\"}";

        assertThat(save("/api/workspaces/nowhere/conversations/" + PHONE, body).status())
                .isEqualTo(404);
        assertThat(send("PUT", PATH, "Authorization", "Bearer " + viewer(), body)
                        .status())
                .isEqualTo(403);
        var bound =
                token(claims("operator").claim("workspaces", List.of("other")).build());
        assertThat(send("PUT", PATH, "Authorization", "Bearer " + bound, body).status())
                .isEqualTo(403);
        assertThat(send("PUT", PATH, null, null, body).status()).isEqualTo(401);
        assertThat(count("conversation")).isZero();
    }

    @Test
    @Tag("B4")
    @Tag("B6")
    void when_the_contact_cannot_be_written_the_save_succeeds_and_syncs_by_itself_later() {
        contactWith(PHONE);
        refuseRowsOf("contact", "update", "true");

        var begun = Instant.now();
        var reply = save(PATH, "{\"state\":\"completed\",\"name\":\"Ana\"}");

        assertThat(reply.body())
                .isEqualTo("{\"success\":true,\"sync\":\"pending\",\"syncReason\":\"no_answer_in_time\"}");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(2));
        assertThat(values("select name from conversation")).containsExactly("Ana");
        mend();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(values("select lead_status from contact")).containsExactly("converted"));
    }

    @Test
    @Tag("B4")
    void when_the_failure_cannot_be_written_the_save_succeeds_all_the_same() {
        refuseRowsOf("sync_failure", "insert", "true");

        var reply =
                save("/api/workspaces/acme/conversations/+525566667777", "{\"state\":\"greeting\",\"name\":\"Ana\"}");

        assertThat(reply.body())
                .isEqualTo("{\"success\":true,\"sync\":\"skipped\",\"syncReason\":\"contact_not_found\"}");
        assertThat(values("select name from conversation")).containsExactly("Ana");
    }

    @Test
    @Tag("B6")
    void one_poison_contact_does_not_stop_the_rest() {
        var poison = "+525577778888";
        contactWith(poison);
        refuseRowsOf("contact", "update", "new.phone = '" + poison + "'");
        save("/api/workspaces/acme/conversations/" + poison, "{\"state\":\"greeting\",\"name\":\"Poison\"}");

        for (int i = 0; i < 5; i++) {
            contactWith("+52552222000" + i);
            assertThat(save("/api/workspaces/acme/conversations/+52552222000" + i, "{\"state\":\"handoff\"}")
                            .body())
                    .contains("\"synced\"");
        }
    }

    @Test
    @Tag("B7")
    void of_200_saves_sent_together_the_last_saved_is_on_the_contact() throws Exception {
        contactWith(PHONE);
        var pool = Executors.newFixedThreadPool(20);
        try {
            var replies = new ArrayList<Future<Reply>>();
            for (int i = 0; i < 200; i++) {
                var body = "{\"state\":\"qualifying\",\"name\":\"save " + i + "\"}";
                replies.add(pool.submit(() -> save(PATH, body)));
            }
            for (var reply : replies) {
                assertThat(reply.get().status()).isEqualTo(200);
            }
        } finally {
            pool.shutdown();
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(values(
                                "select count(*) from conversation where version = 200 and synced_version = 200"))
                        .containsExactly(1L));
        assertThat(values("select name from contact")).isEqualTo(values("select name from conversation"));
    }

    @Test
    @Tag("E6")
    void a_save_of_more_than_a_megabyte_is_refused_and_nothing_is_kept_of_it() {
        var body = "{\"state\":\"greeting\",\"data\":{\"pad\":\"" + "x".repeat(1024 * 1024) + "\"}}";

        var reply = save(PATH, body);

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.type()).isEqualTo("application/problem+json");
        assertThat(count("conversation")).isZero();
    }

    @Test
    @Tag("E4")
    void saves_that_wait_are_told_of_with_the_age_of_the_oldest() {
        refuseRowsOf("conversation", "update", "true"); // whoever works on them does not get done
        db.execute("insert into conversation (workspace_id, phone, state, lead_status, event_at, saved_at) "
                + "select 'acme', '+52551234567' || n, 'greeting', 'new', now(), now() - n * interval '10 minutes' "
                + "from generate_series(1, 2) n");

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                get("/actuator/prometheus", viewer()).body())
                        .contains("\nplumbline_conversation_pending " + pending() + ".0\n")
                        .containsPattern("\nplumbline_conversation_oldest_pending_age_seconds 12[0-9][0-9]\\."));
    }

    private Object pending() {
        return values("select count(*) from conversation where sync = 'pending'")
                .get(0);
    }
}
