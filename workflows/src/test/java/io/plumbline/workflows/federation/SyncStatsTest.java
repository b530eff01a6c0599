package io.plumbline.workflows.federation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a sync tells of itself. */
class SyncStatsTest {

    @Test
    @Tag("C10")
    void each_number_adds_to_its_own() {
        var some = new SyncStats(1, 2, 3, 4, 5, 6);

        assertThat(some.plus(new SyncStats(10, 20, 30, 40, 50, 60))).isEqualTo(new SyncStats(11, 22, 33, 44, 55, 66));
        assertThat(some.plus(SyncStats.NONE)).isEqualTo(some);
    }

    @Test
    @Tag("C10")
    void it_reads_as_a_sentence() {
        assertThat(new SyncStats(1, 2, 300, 4, 6, 5).sentence())
                .isEqualTo("1 created, 2 updated, 300 unchanged, 4 deactivated; 6 conflicts, 5 of them resolved");
    }
}
