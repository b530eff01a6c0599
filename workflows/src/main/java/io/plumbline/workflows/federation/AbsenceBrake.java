package io.plumbline.workflows.federation;

/**
 * Keeps an empty or cut-off list from making everybody inactive: where more members than this number, and more than this
 * share of those known as active would be, none is, and people are asked (C10). Exactly as many is not more.
 *
 * @param share from 0 to 1
 */
public record AbsenceBrake(int moreThan, double share) {

    public static final AbsenceBrake DEFAULT = new AbsenceBrake(10, 0.10);

    public AbsenceBrake {
        if (moreThan < 0) {
            throw new IllegalArgumentException("moreThan must not be negative; it was " + moreThan);
        }
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be from 0 to 1; it was " + share);
        }
    }

    /** Whether none of the absent members may become inactive. */
    public boolean holds(int absent, int knownActive) {
        // divided, not multiplied: 7 of 100 is then exactly the double that 0.07 is
        return absent > moreThan && (double) absent / knownActive > share;
    }
}
