package io.plumbline.activities.federation;

import io.plumbline.activities.federation.SyncPlan.Scope;
import io.plumbline.workflows.federation.Conflict;
import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.federation.FederationAnswer;
import io.plumbline.workflows.federation.FieldChange;
import io.plumbline.workflows.federation.MemberField;
import io.plumbline.workflows.federation.MemberValues;
import io.plumbline.workflows.federation.SyncStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a sync of an organisation would do now. Asks the registry, and writes nothing (C23). */
@Component
public final class FederationPreview {

    /** So long may the registry take, since somebody waits for the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(55);

    private final DSLContext db;
    private final MemberSource source;
    private final FederationSettings settings;

    FederationPreview(DSLContext db, MemberSource source, FederationSettings settings) {
        this.db = db;
        this.source = source;
        this.settings = settings;
    }

    /**
     * What a sync would do.
     *
     * @param strategy whose value would stand where both sides changed a field
     * @param stats how many
     * @param note why nobody would become inactive, and the like
     * @param members those to whom something would happen, in no special order
     * @param setAside members whose record is malformed
     */
    public record Preview(
            ConflictStrategy strategy,
            SyncStats stats,
            @Nullable String note,
            List<MemberPreview> members,
            List<SetAside> setAside) {}

    /**
     * A member whose record is malformed.
     *
     * @param memberId as the federation calls it
     * @param error what is wrong with it
     */
    public record SetAside(String memberId, String error) {}

    /**
     * What would happen to one player.
     *
     * @param memberId as the federation calls it
     * @param playerId the player here; null for a new one
     * @param kind what would become of the player
     * @param changes fields that would be changed
     * @param conflicts fields that both sides changed, and how that would be resolved
     */
    public record MemberPreview(
            String memberId, @Nullable Long playerId, Kind kind, List<FieldChange> changes, List<Conflict> conflicts) {}

    /** The constants are spelled as on the wire. */
    public enum Kind {
        created,
        updated,
        deactivated,
        reactivated
    }

    /**
     * @param strategy null is the connector's
     * @throws io.temporal.failure.ApplicationFailure when the organisation is not connected, or the registry does not answer
     *     as it should, with a sentence that says so
     */
    public Preview preview(String connectorId, String organizationId, @Nullable ConflictStrategy strategy) {
        var connection = Connections.require(db, connectorId, organizationId);
        var used = strategy == null ? connection.strategy() : strategy;
        var members = new ArrayList<Member>();
        var scope = fetch(connection, members);
        var planner =
                new SyncPlanner(members, scope, used, Comparisons.forRegion(connection.region()), settings.brake());
        // in a transaction, in which they come little by little
        db.transaction(
                transaction -> Players.each(transaction.dsl(), connectorId, organizationId, null, planner, part -> {}));
        var plan = planner.plan();
        return new Preview(used, plan.stats(), plan.note(), what(plan), setAside(plan));
    }

    private Scope fetch(Connection connection, List<Member> members) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        Runnable patience = () -> {
            if (System.nanoTime() > deadline) {
                throw FederationAnswer.notNow(
                        "The registry took longer than " + PATIENCE.toSeconds() + " s for its list.", null);
            }
        };
        var first = source.page(connection, 1, patience);
        members.addAll(first.members());
        var total = first.totalPages();
        var scope = Scope.complete;
        for (var page = 2; page <= total; page++) {
            var next = source.page(connection, page, patience);
            members.addAll(next.members());
            if (next.totalPages() != total) {
                scope = Scope.incomplete;
                total = next.totalPages();
            }
        }
        return scope;
    }

    private static List<MemberPreview> what(SyncPlan plan) {
        var members = new ArrayList<MemberPreview>();
        for (var creation : plan.creations()) {
            members.add(
                    new MemberPreview(creation.externalId(), null, Kind.created, filled(creation.values()), List.of()));
        }
        for (var update : plan.updates()) {
            var nothing = update.diff().changes().isEmpty()
                    && update.diff().conflicts().isEmpty()
                    && !update.reactivates();
            if (!nothing) {
                members.add(new MemberPreview(
                        update.player().externalId(),
                        update.player().id(),
                        update.reactivates() ? Kind.reactivated : Kind.updated,
                        update.diff().changes(),
                        update.diff().conflicts()));
            }
        }
        for (var player : plan.deactivations()) {
            members.add(new MemberPreview(player.externalId(), player.id(), Kind.deactivated, List.of(), List.of()));
        }
        return members;
    }

    private static List<FieldChange> filled(MemberValues values) {
        return Arrays.stream(MemberField.values())
                .filter(field ->
                        Objects.requireNonNullElse(values.get(field), "").length() > 0)
                .map(field -> new FieldChange(field, null, values.get(field)))
                .toList();
    }

    private static List<SetAside> setAside(SyncPlan plan) {
        return plan.setAside().stream()
                .map(member -> new SetAside(member.id(), String.valueOf(member.error())))
                .toList();
    }
}
