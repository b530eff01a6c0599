package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.ORGANIZATION;

import io.plumbline.workflows.federation.ConflictStrategy;
import io.plumbline.workflows.run.Rejected;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Which organisation is connected to what. */
final class Connections {

    private Connections() {}

    static Optional<Connection> find(DSLContext db, String connectorId, String organizationId) {
        if (connectorId.indexOf('\0') >= 0 || organizationId.indexOf('\0') >= 0) {
            return Optional.empty(); // PostgreSQL knows no such character
        }
        return db.select(
                        CONNECTED_ORGANIZATION.FEDERATION_ORG_ID,
                        CONNECTOR.BASE_URL,
                        CONNECTOR.AUTH_TOKEN,
                        CONNECTOR.ENABLED,
                        CONNECTOR.CONFLICT_STRATEGY,
                        ORGANIZATION.REGION,
                        ORGANIZATION.ADMIN_EMAILS)
                .from(CONNECTED_ORGANIZATION)
                .join(CONNECTOR)
                .on(CONNECTOR.ID.eq(CONNECTED_ORGANIZATION.CONNECTOR_ID))
                .join(ORGANIZATION)
                .on(ORGANIZATION.ID.eq(CONNECTED_ORGANIZATION.ORGANIZATION_ID))
                .where(CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(connectorId))
                .and(CONNECTED_ORGANIZATION.ORGANIZATION_ID.eq(organizationId))
                .fetchOptional(row -> new Connection(
                        connectorId,
                        organizationId,
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        ConflictStrategy.valueOf(row.value5()),
                        row.value6(),
                        List.of(row.value7())));
    }

    static Connection require(DSLContext db, String connectorId, String organizationId) {
        return find(db, connectorId, organizationId)
                .orElseThrow(() -> Rejected.because(
                        "Organisation '" + organizationId + "' is not connected to '" + connectorId + "'."));
    }
}
