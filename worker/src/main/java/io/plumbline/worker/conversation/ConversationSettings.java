package io.plumbline.worker.conversation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The numbers of conversation that an operator may change.
 *
 * @param answerWithin how long after it has come a save may wait for its sync before it answers {@code pending}; two seconds
 *     are promised (B4)
 * @param waitingAnswers how many saves may wait at a time; those beyond answer {@code pending} at once
 * @param pickUpEvery how often saves that no workflow knows of are looked for
 * @param pickUpAfter how old such a save is at the least
 * @param unverifiedPerMinute the most requests of one address in a minute that bring messages and are not signed by a
 *     workspace, in each replica
 */
@ConfigurationProperties("plumbline.conversation")
record ConversationSettings(
        @DefaultValue("1s") Duration answerWithin,
        @DefaultValue("64") int waitingAnswers,
        @DefaultValue("5s") Duration pickUpEvery,
        @DefaultValue("3s") Duration pickUpAfter,
        @DefaultValue("100") int unverifiedPerMinute) {

    ConversationSettings {
        requirePositive("answer-within", answerWithin);
        requirePositive("pick-up-every", pickUpEvery);
        requirePositive("pick-up-after", pickUpAfter);
        if (unverifiedPerMinute < 1) {
            throw new IllegalArgumentException(
                    "plumbline.conversation.unverified-per-minute must be 1 or more; it is " + unverifiedPerMinute);
        }
        if (waitingAnswers < 1 || waitingAnswers > 1_000) {
            throw new IllegalArgumentException(
                    "plumbline.conversation.waiting-answers must be from 1 to 1000; it is " + waitingAnswers);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "plumbline.conversation." + name + " must be longer than zero; it is " + value);
        }
    }
}
