package io.plumbline.workflows.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When members that are absent from a list stay active all the same. */
class AbsenceBrakeTest {

    @ParameterizedTest(name = "{0} absent of {1}: {2}")
    @CsvSource({
        "  0,    0, false",
        "  0,  300, false",
        "  1,    1, false", // all of them, but few
        " 10,   10, false",
        " 11,   11, true",
        " 11,  300, false", // many, but a small share
        " 30,  300, false",
        " 31,  300, true",
        "300,  300, true",
        " 10,   99, false",
        " 11,  109, true",
        " 11,  110, false",
        " 11,    0, true",
        "2000000000, 2147483647, true",
    })
    @Tag("C10")
    void it_holds_where_more_than_10_members_and_more_than_10_percent_would_become_inactive(
            int absent, int knownActive, boolean holds) {
        assertThat(AbsenceBrake.DEFAULT.holds(absent, knownActive)).isEqualTo(holds);
    }

    @Property(tries = 20_000)
    @net.jqwik.api.Tag("C10")
    void exactly_its_share_is_not_more(
            @ForAll @IntRange(min = 1, max = 100) int percent, @ForAll @IntRange(min = 1, max = 100_000) int hundreds) {
        var brake = new AbsenceBrake(0, percent / 100.0);

        assertThat(brake.holds(percent * hundreds, 100 * hundreds)).isFalse();
        assertThat(brake.holds(percent * hundreds + 1, 100 * hundreds)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN})
    @Tag("C10")
    void a_share_is_from_0_to_1(double share) {
        assertThatThrownBy(() -> new AbsenceBrake(10, share)).hasMessage("share must be from 0 to 1; it was " + share);
        assertThatThrownBy(() -> new AbsenceBrake(-1, 0.1)).hasMessage("moreThan must not be negative; it was -1");
    }

    @Test
    @Tag("C10")
    void one_of_zero_holds_at_the_first_absent_member_and_one_of_1_never() {
        assertThat(new AbsenceBrake(0, 0).holds(1, 1_000)).isTrue();
        assertThat(new AbsenceBrake(0, 0).holds(0, 1_000)).isFalse();
        assertThat(new AbsenceBrake(0, 1).holds(1_000, 1_000)).isFalse();
    }
}
