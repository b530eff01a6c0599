package io.plumbline.workflows.conversation;

import java.util.Arrays;
import java.util.Optional;

/** How far a lead has come, in order. A bot moves a lead forwards only (B11). */
public enum LeadProgress {
    NEW("new"),
    QUALIFIED("qualified"),
    CONTACTED("contacted"),
    CONVERTED("converted");

    private final String status;

    LeadProgress(String status) {
        this.status = status;
    }

    /** The lead status as contacts have it. */
    public String status() {
        return status;
    }

    /** Empty for a status that is no step of this way, like {@code archived}. */
    public static Optional<LeadProgress> of(String status) {
        return Arrays.stream(values())
                .filter(progress -> progress.status.equals(status))
                .findFirst();
    }

    /**
     * The status of a contact after a bot has come this far: a step forwards, or what it was. A status off this way was
     * set by a person, and stays.
     */
    public String after(String current) {
        return of(current).filter(now -> compareTo(now) > 0).isPresent() ? status : current;
    }

    public LeadProgress furthest(LeadProgress other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
