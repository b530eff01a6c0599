package io.plumbline.workflows.conversation;

/** Where a bot's conversation stands. The constants are spelled as on the wire and in the tables. */
public enum ConversationState {
    greeting(LeadProgress.NEW),
    qualifying(LeadProgress.QUALIFIED),
    scoring(LeadProgress.QUALIFIED),
    handoff(LeadProgress.CONTACTED),
    completed(LeadProgress.CONVERTED);

    private final LeadProgress leadsTo;

    ConversationState(LeadProgress leadsTo) {
        this.leadsTo = leadsTo;
    }

    /** The lead status that this state stands for (B3). */
    public LeadProgress leadsTo() {
        return leadsTo;
    }
}
