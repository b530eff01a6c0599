package io.plumbline.activities.federation;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static org.jooq.impl.DSL.param;
import static org.jooq.impl.DSL.select;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plumbline.activities.database.Rendered;
import io.plumbline.activities.secrets.SecretPlace;
import io.plumbline.activities.secrets.Secrets;
import java.time.Duration;
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

    private static final int REMEMBERED = 10_000;
    private static final Duration FOR = Duration.ofMinutes(1); // a secret that was taken out is not kept for longer

    private final DSLContext db;
    private final Secrets secrets;
    private final Cache<Meant, Sender> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(FOR).build();

    WebhookSenders(DSLContext db, Secrets secrets) {
        this.db = db;
        this.secrets = secrets;
    }

    private record Meant(String connectorId, String federationOrgId) {}

    /**
     * A connector that says to have sent something.
     *
     * @param secrets those that its signatures may be made with; none is a connector that takes no webhooks
     * @param organizationId the organisation that is meant, as it is called here; null for one that is not connected
     */
    public record Sender(
            boolean enabled, List<Secret> secrets, @Nullable String organizationId) {}

    /**
     * A secret of a connector.
     *
     * @param kept as the database has it, which may be sealed
     */
    public record Secret(String plain, String kept) {}

    /** As the database has it now. Empty for a connector that is unknown. */
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

    /** As it was when an event of it was kept, a moment ago. Only {@link WebhookEvents#take} knows whether it still is. */
    public Optional<Sender> remembered(String connectorId, String federationOrgId) {
        return Optional.ofNullable(remembered.getIfPresent(new Meant(connectorId, federationOrgId)));
    }

    /** An event of it was kept. */
    public void remember(String connectorId, String federationOrgId, Sender sender) {
        remembered.put(new Meant(connectorId, federationOrgId), sender);
    }

    /** One that cannot be read is as one that is not set. */
    private Stream<Secret> secret(TableField<?, String> column, String connectorId, @Nullable String kept) {
        return Stream.ofNullable(kept)
                .flatMap(value -> secrets
                        .find(new SecretPlace(column, connectorId), value)
                        .filter(plain -> !plain.isBlank())
                        .map(plain -> new Secret(plain, value))
                        .stream());
    }
}
