package io.plumbline.activities.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.activities.TestDatabase;
import io.plumbline.activities.federation.WebhookEvents.Delivery;
import io.plumbline.activities.federation.WebhookEvents.Due;
import io.plumbline.activities.federation.WebhookEvents.Taken;
import io.plumbline.activities.federation.WebhookLog.Said;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is kept of webhooks, and how they are counted, taken and settled. */
class WebhookEventsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant AGAIN = NOW.plusSeconds(5);
    private static final Instant UNTIL = NOW.plusSeconds(15);

    private static final int PER_MINUTE = 100;

    private final DSLContext db = TestDatabase.empty();
    private final WebhookEvents events = new WebhookEvents(db);
    private final WebhookLog webhooks = new WebhookLog(db);
    private final WebhookRate rate = new WebhookRate(db);

    @BeforeEach
    void connected() {
        db.execute("insert into connector (id, base_url, webhook_secret) "
                + "values ('north', 'http://north', 'secret'), ('south', 'http://south', 'secret')");
        db.execute("insert into organization (id) values ('lions')");
        db.execute("insert into connected_organization (connector_id, organization_id, federation_org_id) "
                + "values ('north', 'lions', 'f-1'), ('south', 'lions', 'f-1')");
    }

    private static Delivery known(String id) {
        return new Delivery("north", "f-1", "m-1", "updated", id, true, "secret", "192.0.2.1");
    }

    private static Delivery digest(String id) {
        return new Delivery("north", "f-1", "m-1", "updated", id, false, "secret", "192.0.2.1");
    }

    private Taken deliver(Delivery delivery) {
        return deliver(delivery, 10_000);
    }

    private Taken deliver(Delivery delivery, int perMinute) {
        return events.take(delivery, perMinute, NOW, AGAIN);
    }

    private List<Object> rows() {
        return List.copyOf(db.fetch("select status || ' ' || deliveries from webhook_event order by id")
                .getValues(0));
    }

    private List<Due> take(Instant at) {
        return events.take(at, at.plusSeconds(15), 100);
    }

    private static <T> List<T> together(int threads, Callable<T> task) throws Exception {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var results = new ArrayList<T>();
            for (var result : pool.invokeAll(
                    IntStream.range(0, threads * 10).mapToObj(i -> task).toList())) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }

    @Test
    @Tag("C16")
    void nothing_is_kept_or_counted_of_who_may_not_send_it_any_more() {
        deliver(known("id:1"));
        for (var change : List.of(
                "update connector set webhook_secret = 'another' where id = 'north'",
                "update connector set webhook_secret_previous = 'secret', enabled = false where id = 'north'",
                "update connected_organization set federation_org_id = 'f-2' where connector_id = 'north'")) {
            db.execute(change);
            assertThat(deliver(known("id:1"))).as(change).isEqualTo(Taken.not_from_there);
            assertThat(deliver(digest("sha256:2"))).as(change).isEqualTo(Taken.not_from_there);
            db.execute("update connector set enabled = true where id = 'north'");
        }
        assertThat(rows()).containsExactly("accepted 1");

        db.execute("update connected_organization set federation_org_id = 'f-1' where connector_id = 'north'");
        assertThat(deliver(digest("sha256:2"), 2)).as("by the former secret").isEqualTo(Taken.accepted);
        assertThat(deliver(digest("sha256:3"), 2)).isEqualTo(Taken.over_limit);
    }

    @Test
    @Tag("C17")
    void a_delivery_whose_id_is_known_is_one_event_for_ever() {
        assertThat(deliver(known("id:1"))).isEqualTo(Taken.accepted);
        assertThat(deliver(known("id:1"))).isEqualTo(Taken.repeated);
        events.handedOn(take(NOW), NOW, AGAIN);
        assertThat(deliver(known("id:1"))).isEqualTo(Taken.repeated);
        assertThat(deliver(known("id:1"))).isEqualTo(Taken.repeated);

        assertThat(rows()).containsExactly("processed 4");
        assertThat(take(UNTIL.plusSeconds(60))).isEmpty();
    }

    @Test
    @Tag("C17")
    void a_delivery_without_an_id_may_be_a_new_event_once_the_first_was_handed_on() {
        deliver(digest("sha256:1"));
        deliver(digest("sha256:1"));
        events.handedOn(take(NOW), NOW, AGAIN);
        assertThat(rows()).containsExactly("processed 2");

        IntStream.range(0, 100).forEach(i -> deliver(digest("sha256:1")));

        assertThat(rows()).containsExactly("accepted 102");
        assertThat(take(NOW)).as("it waits for more of the same").isEmpty();
        var again = take(AGAIN);
        assertThat(again).hasSize(1);
        events.handedOn(again, AGAIN, AGAIN);
        assertThat(take(UNTIL.plusSeconds(60))).isEmpty();
        assertThat(rows()).containsExactly("processed 102");
    }

    @Test
    @Tag("C18")
    void a_repeat_that_comes_while_the_event_is_being_handed_on_is_not_lost() {
        deliver(digest("sha256:1"));
        var taken = take(NOW);
        deliver(digest("sha256:1"));

        events.handedOn(taken, NOW, AGAIN);

        assertThat(rows()).containsExactly("accepted 2");
        assertThat(take(NOW)).isEmpty();
        var again = take(AGAIN);
        events.handedOn(again, AGAIN, AGAIN);
        assertThat(rows()).containsExactly("processed 2");
    }

    @Test
    @Tag("C17")
    void a_repeat_of_a_known_id_that_comes_meanwhile_is_not_handed_on_again() {
        deliver(known("id:1"));
        var taken = take(NOW);
        deliver(known("id:1"));

        events.handedOn(taken, NOW, AGAIN);

        assertThat(rows()).containsExactly("processed 2");
    }

    @Test
    @Tag("C17")
    void one_id_of_two_connectors_is_two_events() {
        deliver(known("id:1"));
        deliver(new Delivery("south", "f-1", "m-1", "updated", "id:1", true, "secret", "192.0.2.1"));

        assertThat(rows()).containsExactly("accepted 1", "accepted 1");
    }

    @Test
    @Tag("C18")
    void whoever_takes_events_and_dies_leaves_them_to_others_after_a_while() {
        deliver(known("id:1"));
        assertThat(take(NOW)).hasSize(1);

        assertThat(take(NOW.plusSeconds(14))).isEmpty();
        var later = take(UNTIL);
        assertThat(later).hasSize(1);
        assertThat(later.get(0).organizationId()).isEqualTo("lions");
        assertThat(later.get(0).attempts()).isEqualTo(2);
    }

    @Test
    @Tag("C18")
    void each_event_is_taken_by_one_of_many_who_look_at_once() throws Exception {
        IntStream.range(0, 500).forEach(i -> deliver(known("id:" + i)));

        var taken = together(16, () -> events.take(NOW, UNTIL, 7));

        assertThat(taken.stream().flatMap(List::stream).map(Due::id))
                .hasSize(500)
                .doesNotHaveDuplicates();
        assertThat(taken).allMatch(some -> some.size() <= 7);
    }

    @Test
    @Tag("C18")
    void an_event_that_cannot_be_handed_on_says_why_and_lets_the_others_pass() {
        deliver(known("id:1"));
        deliver(known("id:2"));
        deliver(known("id:3"));
        var taken = take(NOW);
        events.putBack(taken.get(0), "nobody is there", NOW.plusSeconds(1));
        events.giveUp(taken.get(1), "The organisation is no longer connected.", NOW);
        events.putBackUntried(List.of(taken.get(2)), NOW);

        assertThat(take(NOW))
                .extracting(Due::id, Due::attempts)
                .containsExactly(tuple(taken.get(2).id(), 1));
        assertThat(take(NOW.plusSeconds(1)))
                .extracting(Due::id)
                .containsExactly(taken.get(0).id());
        assertThat(webhooks.list(null, null, null, 10))
                .extracting(WebhookLogRow::status, WebhookLogRow::reason)
                .containsExactly(
                        tuple("accepted", null),
                        tuple("processed", "The organisation is no longer connected."),
                        tuple("accepted", "nobody is there"));
    }

    @Test
    @Tag("C17")
    void no_minute_has_more_than_the_limit_however_many_ask_at_once() throws Exception {
        var member = new AtomicInteger();
        var taken = together(16, () -> deliver(known("id:" + member.incrementAndGet()), PER_MINUTE));

        assertThat(taken).hasSize(160);
        assertThat(taken.stream().filter(it -> it == Taken.accepted)).hasSize(100);
        assertThat(taken.stream().filter(it -> it == Taken.over_limit)).hasSize(60);
        assertThat(rows()).as("what is refused leaves nothing here").hasSize(100);
        assertThat(deliver(
                        new Delivery("south", "f-1", "m-1", "updated", "id:1", true, "secret", "192.0.2.1"),
                        PER_MINUTE))
                .as("another connector has its own")
                .isEqualTo(Taken.accepted);
        assertThat(rate.untilNext("north", 100)).isBetween(Duration.ofSeconds(40), Duration.ofMinutes(1));

        assertThat(db.fetchSingle("select cardinality(events) from webhook_rate where connector_id = 'north'")
                        .get(0, Integer.class))
                .as("what is kept does not grow with the limit")
                .isLessThanOrEqualTo(61);

        // the minute slides: what came 61 seconds ago no longer counts
        db.execute("update webhook_rate set last_in_second = array[now() - interval '61 seconds', now()], "
                + "events = '{40,60}' where connector_id = 'north'");
        assertThat(IntStream.range(0, 60).filter(i -> deliver(known("id:later-" + i), PER_MINUTE) == Taken.accepted))
                .hasSize(40);
    }

    @Test
    @Tag("C17")
    void one_delivery_that_comes_many_times_at_once_is_one_event_also_at_the_limit() throws Exception {
        IntStream.range(1, PER_MINUTE).forEach(i -> deliver(known("id:other-" + i), PER_MINUTE));

        var taken = together(16, () -> deliver(known("id:1"), PER_MINUTE));

        assertThat(taken).contains(Taken.accepted);
        assertThat(rows()).hasSize(PER_MINUTE);
        var deliveries = taken.stream().filter(it -> it != Taken.over_limit).count();
        assertThat(rows().get(PER_MINUTE - 1)).isEqualTo("accepted " + deliveries);
        assertThat(deliver(known("id:1"), PER_MINUTE))
                .as("a repeat takes no place")
                .isEqualTo(Taken.repeated);
    }

    @Test
    @Tag("E9")
    void what_is_old_is_dropped_and_so_are_the_oldest_refused_beyond_the_bound_but_nothing_that_waits() {
        deliver(known("id:waits"));
        deliver(known("id:done"));
        events.handedOn(take(NOW).subList(1, 2), NOW, AGAIN);
        var said = new Said("north", null, null, null, "192.0.2.1");
        IntStream.rangeClosed(1, 5).forEach(i -> webhooks.refused(said, "no " + i, NOW.plusSeconds(i)));

        webhooks.dropBeyond(NOW, 5);
        assertThat(rows()).hasSize(7);
        webhooks.dropBeyond(NOW, 3);
        assertThat(rows()).hasSize(5);
        webhooks.dropBeyond(NOW.plusSeconds(5), 3);

        assertThat(webhooks.list(null, null, null, 10))
                .extracting(WebhookLogRow::status, WebhookLogRow::reason)
                .containsExactly(tuple("refused", "no 5"), tuple("accepted", null));
        webhooks.dropBeyond(NOW.plusSeconds(60), 0);
        assertThat(rows()).containsExactly("accepted 1");
    }
}
