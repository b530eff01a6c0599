package io.plumbline.activities.reconcile;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a contact is or is not flagged now (A15).
 *
 * @param contactId the contact
 * @param workspaceId its workspace
 * @param verdict the rule that decides
 * @param flaggedNow whether a run of this moment would flag it
 * @param because the rule that decides, as a sentence
 * @param now the clock that it was decided by
 * @param leadStatus where the lead stands
 * @param lastActivity when the contact was last active
 * @param readFrom the column that {@code lastActivity} was read from
 * @param hoursQuiet hours since then, rounded
 * @param staleAfter how long quiet is too long, ISO 8601
 * @param cooldown how long a flag protects, ISO 8601
 * @param flagsPerRun how many contacts of a workspace one run flags
 * @param staleFrom when it counts, or counted, as stale; null when it never does
 * @param cooldownEnds the end of the cooldown that protects it; null when none does
 * @param ahead how many contacts of the workspace would be flagged before it
 * @param nextRun the next scheduled run that could flag it; null when none can as things stand
 */
public record ContactExplanation(
        long contactId,
        String workspaceId,
        Verdict verdict,
        boolean flaggedNow,
        String because,
        Instant now,
        String leadStatus,
        Instant lastActivity,
        String readFrom,
        long hoursQuiet,
        Duration staleAfter,
        Duration cooldown,
        int flagsPerRun,
        @Nullable Instant staleFrom,
        @Nullable Instant cooldownEnds,
        int ahead,
        @Nullable Instant nextRun) {

    /** Which rule decides; the first that applies, in this order. */
    public enum Verdict {
        workspace_not_active,
        status_never_stale,
        not_stale,
        in_cooldown,
        beyond_limit,
        due
    }
}
