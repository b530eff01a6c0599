package io.plumbline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.bench.Exponent.Point;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ExponentTest {

    private static final Offset<Double> ROUNDING = within(1e-9);

    @Test
    void work_that_costs_the_same_for_each_piece_grows_by_one() {
        assertThat(exponent(work -> 3 * work)).isEqualTo(1, ROUNDING);
    }

    @Test
    void work_that_looks_at_each_pair_grows_by_two() {
        assertThat(exponent(work -> 0.02 * work * work)).isEqualTo(2, ROUNDING);
    }

    @Test
    void work_that_costs_always_the_same_does_not_grow() {
        assertThat(exponent(work -> 7)).isEqualTo(0, ROUNDING);
    }

    @Test
    void a_fixed_part_makes_it_less_than_one() {
        // by hand: the logarithms of 100, 190 and 1090 to the base of ten rise by 1.0374 over two steps
        assertThat(exponent(work -> 90 + work)).isEqualTo(0.5187, within(1e-4));
    }

    @Test
    void every_point_counts_not_only_the_first_and_the_last() {
        var points = List.of(new Point(1, 10), new Point(10, 10), new Point(1_000, 10_000));

        // by hand, to the base of ten: works 0, 1, 3 and times 1, 1, 4; means 4/3 and 2; 5 over 14/3
        assertThat(Exponent.of(points)).isEqualTo(15 / 14.0, ROUNDING);
    }

    @Test
    void one_amount_of_work_has_no_exponent() {
        var points = List.of(new Point(10, 1), new Point(10, 2));

        assertThatThrownBy(() -> Exponent.of(points)).hasMessageContaining("same work");
    }

    private static double exponent(DoubleUnaryOperator time) {
        return Exponent.of(DoubleStream.of(10, 100, 1_000)
                .mapToObj(work -> new Point(work, time.applyAsDouble(work)))
                .toList());
    }
}
