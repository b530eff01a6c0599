package io.plumbline.activities.runs;

import static io.plumbline.activities.runs.RunStatus.completed;
import static io.plumbline.activities.runs.RunStatus.failed;
import static io.plumbline.activities.runs.RunStatus.pending;
import static io.plumbline.activities.runs.RunStatus.running;
import static io.plumbline.activities.runs.RunStatus.skipped;

import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables that runs are kept in, each with the columns of {@link RunList}. */
enum RunTable {
    conversations(RunKind.conversation, "synced", Set.of(pending, completed, skipped, failed), """
            select id, saved_at as at, workspace_id as tenant, null as partner, phone as subject, 'save' as trigger,
              sync as status, sync_reason as error, cast(null as interval) as duration,
              'conversation/' || workspace_id || '/' || phone as workflow_id, '' as run_id,
              cast('{}' as integer[]) as counts, state || ' → ' || lead_status as note
            from conversation"""),
    federation(RunKind.federation, "completed", Set.of(running, completed, failed), """
            select id, started_at as at, organization_id as tenant, connector_id as partner, member_id as subject,
              type as trigger, status, error, completed_at - started_at as duration,
              coalesce(workflow_id, '') as workflow_id, coalesce(run_id, '') as run_id,
              array[created, updated, deactivated, conflicts_detected] as counts, note
            from sync_history"""),
    products(RunKind.products, "completed", Set.of(running, completed, failed), """
            select id, started_at as at, cast(null as text) as tenant, null as partner, null as subject,
              case sync_mode when 'auto' then 'scheduled' else sync_mode end as trigger, status, error_message as error,
              completed_at - started_at as duration, 'products/' || id as workflow_id, '' as run_id,
              array[items_created, items_updated, items_deleted] as counts, note
            from sync_session"""),
    reconcile(RunKind.reconcile, "completed", Set.of(completed, failed), """
            select id, run_at as at, workspace_id as tenant, null as partner, null as subject, trigger, status, error,
              duration, workflow_id, run_id, array[stale_found, flagged] as counts, null as note
            from sync_health""");

    private final RunKind kind;
    private final String spelledCompleted;
    private final Set<RunStatus> statuses; // what is not here would be looked for in every row
    private final String sql;

    RunTable(RunKind kind, String spelledCompleted, Set<RunStatus> statuses, String sql) {
        this.kind = kind;
        this.spelledCompleted = spelledCompleted;
        this.statuses = statuses;
        this.sql = sql;
    }

    static RunTable of(RunKind kind) {
        return Arrays.stream(values())
                .filter(table -> table.kind == kind)
                .findFirst()
                .orElseThrow();
    }

    RunKind kind() {
        return kind;
    }

    String sql() {
        return sql;
    }

    /** How its runs may stand. */
    Set<RunStatus> statuses() {
        return statuses;
    }

    /** Whether a selection may find something here. */
    boolean isMeant(RunSelection selection) {
        var asked = (selection.kind() == null || selection.kind() == kind)
                && (selection.status() == null || statuses.contains(selection.status()));
        if (this == products) {
            return asked
                    && selection.tenant() == null
                    && selection.workspaces() == null
                    && selection.organizations() == null;
        }
        return asked;
    }

    /** The tenants whose runs here may be seen; null is all. */
    @Nullable
    Collection<String> tenants(RunSelection selection) {
        return switch (this) {
            case conversations, reconcile -> selection.workspaces();
            case federation -> selection.organizations();
            case products -> null;
        };
    }

    /** As this table spells it. */
    String spelled(RunStatus status) {
        return status == completed ? spelledCompleted : status.name();
    }

    RunStatus status(String spelled) {
        return spelled.equals(spelledCompleted) ? completed : RunStatus.valueOf(spelled);
    }
}
