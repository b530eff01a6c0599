package io.plumbline.activities.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The audit trail keeps what was done, once, and not for ever. */
class AuditTrailTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final DSLContext db = TestDatabase.empty();
    private final AuditTrail trail = new AuditTrail(db);

    private static AuditEntry entry(Instant at, @Nullable String key) {
        return new AuditEntry(at, "ana", "products.stop", "products", JSONB.valueOf("{}"), key);
    }

    @Test
    @Tag("D9")
    void a_command_has_one_entry_and_those_without_a_key_have_one_each() {
        assertThat(AuditTrail.add(db, entry(NOW, "key"))).isTrue();
        assertThat(AuditTrail.add(db, entry(NOW, "key"))).isFalse();
        assertThat(AuditTrail.add(db, entry(NOW, null))).isTrue();
        assertThat(AuditTrail.add(db, entry(NOW, null))).isTrue();

        assertThat(trail.newest("products", 10)).hasSize(3);
        assertThat(trail.newest("products", 1)).containsExactly(entry(NOW, null));
        assertThat(trail.newest("federation", 10)).isEmpty();
    }

    @Test
    @Tag("E9")
    void old_entries_are_dropped() {
        for (int day = 0; day < 10; day++) {
            AuditTrail.add(db, entry(NOW.plus(Duration.ofDays(day)), null));
        }

        assertThat(trail.deleteBefore(NOW.plus(Duration.ofDays(7)))).isEqualTo(7);
        assertThat(trail.newest("products", 10)).hasSize(3);
    }
}
