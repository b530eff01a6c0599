package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import io.plumbline.activities.database.Rendered;
import io.plumbline.activities.secrets.SecretPlace;
import io.plumbline.activities.secrets.Secrets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who may send webhooks, and with which secrets (C16). */
@Component
public final class WebhookSenders {

    private static final Rendered FINDING = Rendered.of(select(
                    CONNECTOR.ENABLED,
                    CONNECTOR.WEBHOOK_SECRET,
                    CONNECTOR.WEBHOOK_SECRET_PREVIOUS,
                    CONNECTED_ORGANIZATION.ORGANIZATION_ID)
            .from(CONNECTOR)
            .leftJoin(CONNECTED_ORGANIZATION)
            .on(
                    CONNECTED_ORGANIZATION.CONNECTOR_ID.eq(CONNECTOR.ID),
                    CONNECTED_ORGANIZATION.FEDERATION_ORG_ID.eq(
                            param("federationOrganization", CONNECTED_ORGANIZATION.FEDERATION_ORG_ID)))
            .where(CONNECTOR.ID.eq(param("connector", CONNECTOR.ID))));

    private final DSLContext db;
    private final Secrets secrets;

    WebhookSenders(DSLContext db, Secrets secrets) {
        this.db = db;
        this.secrets = secrets;
    }

    /**
     * A connector that says to have sent something.
     *
     * @param secrets those that its signatures may be made with; none is a connector that takes no webhooks
     * @param organizationId the organisation that is meant, as it is called here; null for one that is not connected
     */
    public record Sender(
            boolean enabled, List<String> secrets, @Nullable String organizationId) {}

    /** Empty for a connector that is unknown. */
    public Optional<Sender> find(String connectorId, String federationOrgId) {
        return FINDING.queryFirst(
                db,
                row -> new Sender(
                        row.getBoolean(1),
                        Stream.concat(
                                        secret(CONNECTOR.WEBHOOK_SECRET, connectorId, row.getString(2)),
                                        secret(CONNECTOR.WEBHOOK_SECRET_PREVIOUS, connectorId, row.getString(3)))
                                .toList(),
                        row.getString(4)),
                Map.of("connector", connectorId, "federationOrganization", federationOrgId));
    }

    /** One that cannot be read is as one that is not set. */
    private Stream<String> secret(TableField<?, String> column, String connectorId, @Nullable String kept) {
        return secrets.find(new SecretPlace(column, connectorId), kept).filter(secret -> !secret.isBlank()).stream();
    }
}
