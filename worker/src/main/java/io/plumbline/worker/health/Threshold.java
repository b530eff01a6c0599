package io.plumbline.worker.health;

import io.plumbline.worker.http.Problem;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The threshold that a person typed (A13). */
final class Threshold {

    private static final Duration MOST = Duration.ofDays(3_660);

    private Threshold() {}

    /** Spelled as in the form. */
    enum Unit {
        minutes(Duration.ofMinutes(1)),
        hours(Duration.ofHours(1));

        private final Duration one;

        Unit(Duration one) {
            this.one = one;
        }
    }

    /** Null, which is the setting's, when nothing was typed. */
    static @Nullable Duration of(@Nullable Long amount, Unit unit) {
        if (amount == null) {
            return null;
        }
        if (amount < 1 || amount > MOST.dividedBy(unit.one)) {
            throw Problem.badInput(
                    "amount", "The threshold must be from 1 to " + MOST.dividedBy(unit.one) + " " + unit + ".");
        }
        return unit.one.multipliedBy(amount);
    }
}
