package io.plumbline.activities.database;

import static io.plumbline.infra.db.Tables.SYNC_HEALTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import io.plumbline.activities.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("A17")
class RenderedTest {

    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final DSLContext db = TestDatabase.dsl();

    @Test
    void a_value_goes_wherever_its_name_stands_and_casts_are_no_names() {
        var word = param("word", String.class);
        var rendered = Rendered.of(select(word, inline("a"), field("7::text", String.class), word));

        var row = rendered.queryFirst(
                db,
                it -> it.getString(1) + it.getString(2) + it.getString(3) + it.getString(4),
                Map.of("word", "what's :this?", "another", "is not looked at"));

        assertThat(row).contains("what's :this?a7what's :this?");
    }

    @Test
    void times_and_durations_come_as_the_database_has_them() {
        var later = field(
                "{0} + {1}",
                SYNC_HEALTH.RUN_AT.getDataType(), param("at", SYNC_HEALTH.RUN_AT), param("wait", SYNC_HEALTH.DURATION));
        var rendered = Rendered.of(select(later));

        var row = rendered.queryFirst(
                db,
                it -> it.getObject(1, OffsetDateTime.class).toInstant(),
                Map.of("at", NOON, "wait", Duration.ofMinutes(90)));

        assertThat(row).contains(NOON.plus(Duration.ofMinutes(90)));
    }

    @Test
    void a_value_without_a_name_is_refused_where_it_is_written() {
        assertThatThrownBy(() -> Rendered.of(select(val("x"), inline("y"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a value has no name");
    }

    @Test
    void a_value_that_is_missing_is_named() {
        var rendered = Rendered.of(select(param("word", String.class)));

        assertThatThrownBy(() -> rendered.query(db, it -> it.getString(1), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no value for word");
    }
}
