package io.plumbline.activities.runs;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.sql;
import static org.jooq.impl.DSL.table;

import io.plumbline.infra.db.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads the runs of all syncs as one list, from the tables that each sync keeps for itself. */
@Component
public final class RunList {

    private static final Field<String> KIND = field(name("kind"), SQLDataType.CLOB);
    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    private static final Field<Instant> AT = field(name("at"), SQLDataType.INSTANT);
    private static final Field<String> TENANT = field(name("tenant"), SQLDataType.CLOB);
    private static final Field<String> PARTNER = field(name("partner"), SQLDataType.CLOB);
    private static final Field<String> SUBJECT = field(name("subject"), SQLDataType.CLOB);
    private static final Field<String> TRIGGER = field(name("trigger"), SQLDataType.CLOB);
    private static final Field<String> STATUS = field(name("status"), SQLDataType.CLOB);
    private static final Field<String> ERROR = field(name("error"), SQLDataType.CLOB);
    private static final Field<Duration> DURATION = field(name("duration"), Tables.SYNC_HEALTH.DURATION.getDataType());
    private static final Field<String> WORKFLOW_ID = field(name("workflow_id"), SQLDataType.CLOB);
    private static final Field<String> RUN_ID = field(name("run_id"), SQLDataType.CLOB);
    private static final Field<Integer[]> COUNTS = field(name("counts"), SQLDataType.INTEGER.array());
    private static final Field<String> NOTE = field(name("note"), SQLDataType.CLOB);

    private static final List<Field<?>> COLUMNS = List.of(
            ID, AT, TENANT, PARTNER, SUBJECT, TRIGGER, STATUS, ERROR, DURATION, WORKFLOW_ID, RUN_ID, COUNTS, NOTE);

    private final DSLContext db;

    RunList(DSLContext db) {
        this.db = db;
    }

    /**
     * The newest first.
     *
     * @param before only those that come after it in the list; null begins at the newest
     */
    public List<RunRow> find(RunSelection selection, @Nullable RunCursor before, int limit) {
        return Arrays.stream(RunTable.values())
                .filter(table -> table.isMeant(selection))
                .map(table -> newest(table, selection, before, limit))
                .reduce(Select::unionAll)
                .map(all -> read(all, limit))
                .orElse(List.of());
    }

    private List<RunRow> read(Select<Record> all, int limit) {
        return db.select()
                .from(all.asTable("run"))
                .orderBy(AT.desc(), KIND.desc(), ID.desc())
                .limit(limit)
                .fetch(RunList::read);
    }

    /** No more of one table than the list can have, so that its index finds them. */
    private Select<Record> newest(RunTable table, RunSelection selection, @Nullable RunCursor before, int limit) {
        return db.select(inline(table.kind().name()).as(KIND))
                .select(COLUMNS)
                .from(table(sql("(" + table.sql() + ")")).as(table.name()))
                .where(wanted(table, selection))
                .and(before == null ? noCondition() : after(before, table.kind()))
                .orderBy(AT.desc(), ID.desc())
                .limit(limit);
    }

    private static Condition wanted(RunTable table, RunSelection selection) {
        var status = selection.status();
        var tenants = table.tenants(selection);
        var tenant = selection.tenant();
        return noCondition()
                .and(status == null ? noCondition() : STATUS.eq(inline(table.spelled(status))))
                .and(tenants == null ? noCondition() : TENANT.in(tenants))
                .and(tenant == null ? noCondition() : TENANT.eq(tenant));
    }

    /** Runs of one moment come by kind, so a table goes on at the cursor's moment, or behind it. */
    private static Condition after(RunCursor before, RunKind kind) {
        if (kind == before.kind()) {
            return row(AT, ID).lt(before.at(), before.id());
        }
        return kind.compareTo(before.kind()) < 0 ? AT.le(before.at()) : AT.lt(before.at());
    }

    private static RunRow read(Record run) {
        var kind = RunKind.valueOf(run.get(KIND));
        return new RunRow(
                kind,
                run.get(ID),
                run.get(AT),
                run.get(TENANT),
                run.get(PARTNER),
                run.get(SUBJECT),
                run.get(TRIGGER),
                RunTable.of(kind).status(run.get(STATUS)),
                run.get(ERROR),
                run.get(DURATION),
                run.get(WORKFLOW_ID),
                run.get(RUN_ID),
                List.of(run.get(COUNTS)),
                run.get(NOTE));
    }
}
