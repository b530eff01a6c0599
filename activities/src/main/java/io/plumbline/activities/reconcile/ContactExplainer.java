package io.plumbline.activities.reconcile;

import static io.plumbline.infra.db.Tables.CONTACT;
import static io.plumbline.infra.db.Tables.CONTACT_NOTE;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import io.plumbline.activities.reconcile.ContactExplanation.Verdict;
import io.plumbline.workflows.reconcile.Flag;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Explains one contact by the same conditions that a run decides with (A15). */
@Component
public final class ContactExplainer {

    private final DSLContext db;
    private final ReconcilePlanner planner;
    private final ReconcileSettings settings;

    ContactExplainer(DSLContext db, ReconcilePlanner planner, ReconcileSettings settings) {
        this.db = db;
        this.planner = planner;
        this.settings = settings;
    }

    private record Facts(
            boolean workspaceActive,
            String leadStatus,
            Instant lastActivity,
            String readFrom,
            boolean neverStale,
            boolean stale,
            boolean inCooldown,
            @Nullable Instant cooldownEnds) {}

    /** Empty when the workspace has no such contact. */
    public Optional<ContactExplanation> explain(String workspaceId, long contactId, Instant now) {
        var contacts = planner.contacts(now, null);
        return facts(contacts, workspaceId, contactId)
                .map(facts -> explanation(
                        workspaceId,
                        contactId,
                        now,
                        facts,
                        contacts.ahead(db, workspaceId, facts.lastActivity(), contactId)));
    }

    private Optional<Facts> facts(StaleContacts contacts, String workspaceId, long contactId) {
        return db.select(
                        WORKSPACE.ACTIVE,
                        CONTACT.LEAD_STATUS,
                        CONTACT.QUIET_SINCE,
                        when(CONTACT.LAST_ACTIVITY_AT.isNotNull(), CONTACT.LAST_ACTIVITY_AT.getName())
                                .when(CONTACT.UPDATED_AT.isNotNull(), CONTACT.UPDATED_AT.getName())
                                .otherwise(CONTACT.CREATED_AT.getName()),
                        field(StaleContacts.neverStale(CONTACT)),
                        field(contacts.stale(CONTACT)),
                        field(contacts.inCooldown(CONTACT)),
                        newestCooldownEnd())
                .from(CONTACT)
                .join(WORKSPACE)
                .on(WORKSPACE.ID.eq(CONTACT.WORKSPACE_ID))
                .where(CONTACT.WORKSPACE_ID.eq(workspaceId), CONTACT.ID.eq(contactId))
                .fetchOptional(org.jooq.Records.mapping(Facts::new));
    }

    private static Field<Instant> newestCooldownEnd() {
        var end = field("upper({0})", CONTACT_NOTE.ADDED_AT.getDataType(), CONTACT_NOTE.COOLDOWN);
        return select(max(end))
                .from(CONTACT_NOTE)
                .where(CONTACT_NOTE.CONTACT_ID.eq(CONTACT.ID), CONTACT_NOTE.ADDED_BY.eq(val(Flag.AUTHOR)))
                .asField();
    }

    private ContactExplanation explanation(String workspaceId, long contactId, Instant now, Facts facts, int ahead) {
        var verdict = verdict(facts, ahead);
        var staleFrom = facts.neverStale() ? null : facts.lastActivity().plus(settings.staleAfter());
        var cooldownEnds = facts.inCooldown() ? facts.cooldownEnds() : null;
        return new ContactExplanation(
                contactId,
                workspaceId,
                verdict,
                verdict == Verdict.due,
                because(verdict, facts, ahead),
                now,
                facts.leadStatus(),
                facts.lastActivity(),
                facts.readFrom(),
                Flag.hoursQuiet(facts.lastActivity(), now),
                settings.staleAfter(),
                settings.cooldown(),
                settings.flagsPerRun(),
                staleFrom,
                cooldownEnds,
                ahead,
                nextRun(verdict, now, staleFrom, cooldownEnds, ahead));
    }

    private Verdict verdict(Facts facts, int ahead) {
        if (!facts.workspaceActive()) {
            return Verdict.workspace_not_active;
        }
        if (facts.neverStale()) {
            return Verdict.status_never_stale;
        }
        if (!facts.stale()) {
            return Verdict.not_stale;
        }
        if (facts.inCooldown()) {
            return Verdict.in_cooldown;
        }
        return ahead >= settings.flagsPerRun() ? Verdict.beyond_limit : Verdict.due;
    }

    private String because(Verdict verdict, Facts facts, int ahead) {
        return switch (verdict) {
            case workspace_not_active -> "The workspace's messaging channel is not configured, so no run touches it.";
            case status_never_stale -> "A contact with the status '" + facts.leadStatus() + "' is never stale.";
            case not_stale ->
                "Its last activity (" + facts.readFrom() + ") is not older than " + inWords(settings.staleAfter())
                        + ".";
            case in_cooldown -> "It is stale, and was flagged: its cooldown ends at " + facts.cooldownEnds() + ".";
            case beyond_limit ->
                "It is stale, but " + ahead + " contacts are quiet for longer, and a run flags "
                        + settings.flagsPerRun() + " at the most.";
            case due ->
                "Its last activity (" + facts.readFrom() + ") is older than " + inWords(settings.staleAfter())
                        + ", and no cooldown protects it.";
        };
    }

    private static String inWords(Duration duration) {
        if (duration.toSecondsPart() > 0 || duration.toNanosPart() > 0) {
            return duration.toString();
        }
        if (duration.toMinutesPart() > 0) {
            return duration.toMinutes() + " minutes";
        }
        return duration.toHours() == 1 ? "1 hour" : duration.toHours() + " hours";
    }

    private @Nullable Instant nextRun(
            Verdict verdict, Instant now, @Nullable Instant staleFrom, @Nullable Instant cooldownEnds, int ahead) {
        if (staleFrom == null || verdict == Verdict.workspace_not_active) {
            return null;
        }
        var schedule = settings.schedule();
        var notBefore = Stream.of(now, staleFrom, cooldownEnds == null ? now : cooldownEnds.minusNanos(1))
                .max(Comparator.naturalOrder()) // a run at the very end of the cooldown flags
                .orElseThrow();
        var run = schedule.nextAfter(notBefore);
        for (int fullRuns = ahead / settings.flagsPerRun(); fullRuns > 0; fullRuns--) {
            run = schedule.nextAfter(run);
        }
        return run;
    }
}
