package io.plumbline.activities.incidents;

import static io.plumbline.infra.db.Tables.INCIDENT;
import static io.plumbline.infra.db.Tables.INCIDENT_MESSAGE;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.listAgg;
import static org.jooq.impl.DSL.select;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Records;
import org.springframework.stereotype.Component;

/** Reads what is broken now, for people who look. */
@Component
public final class OpenIncidents {

    private static final Field<String> UNTOLD = select(
                    listAgg(INCIDENT_MESSAGE.CHANNEL.concat(inline(": ")).concat(INCIDENT_MESSAGE.ERROR), "; ")
                            .withinGroupOrderBy(INCIDENT_MESSAGE.CHANNEL))
            .from(INCIDENT_MESSAGE)
            .where(INCIDENT_MESSAGE.INCIDENT_ID.eq(INCIDENT.ID), INCIDENT_MESSAGE.ERROR.isNotNull())
            .asField("untold");

    private final DSLContext db;

    OpenIncidents(DSLContext db) {
        this.db = db;
    }

    /** The newest first. */
    public List<OpenIncident> newest(int limit) {
        return db.select(
                        INCIDENT.ID,
                        INCIDENT.CAUSE,
                        INCIDENT.SUBJECT,
                        INCIDENT.TEXT,
                        INCIDENT.OPENED_AT,
                        INCIDENT.GOOD_SINCE,
                        UNTOLD)
                .from(INCIDENT)
                .where(INCIDENT.CLOSED_AT.isNull())
                .orderBy(INCIDENT.ID.desc())
                .limit(limit)
                .fetch(Records.mapping(OpenIncident::new));
    }

    public int count() {
        return db.fetchCount(INCIDENT, INCIDENT.CLOSED_AT.isNull());
    }
}
