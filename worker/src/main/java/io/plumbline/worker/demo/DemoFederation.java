package io.plumbline.worker.demo;

import static io.plumbline.infra.db.Tables.CONNECTED_ORGANIZATION;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.ORGANIZATION;
import static io.plumbline.infra.db.Tables.PLAYER;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.activities.secrets.SecretPlace;
import io.plumbline.activities.secrets.Secrets;
import io.plumbline.infra.embedded.StartException;
import io.plumbline.worker.demo.DemoMembers.Club;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * A registry to try federation with: a real HTTP server on this machine with three organisations of some 300 members, and
 * their players as the last sync left them two days ago, some of them edited here since.
 */
@Component
@ConditionalOnExpression("${plumbline.demo:${plumbline.embedded.database:false}}")
class DemoFederation implements ApplicationRunner {

    static final String CONNECTOR_ID = "registry";
    static final String SECRET = "demo-registry-webhook-secret";

    private static final Logger log = LoggerFactory.getLogger(DemoFederation.class);
    private static final String TOKEN = "demo-registry-token";
    private static final int PAGE = 50;
    private static final Pattern LIST = Pattern.compile("/organizations/([^/]+)/members");
    private static final Pattern ONE = Pattern.compile("/organizations/([^/]+)/members/([^/]+)");
    private static final Duration LAST_SYNC = Duration.ofDays(2);
    private static final int NEW = 6; // the newest members, which we do not know yet

    private final DSLContext db;
    private final Secrets secrets;
    private final InstantSource clock;
    private final JsonMapper json;
    private final HttpServer server;
    private final ExecutorService answering = Executors.newFixedThreadPool(2);

    DemoFederation(DSLContext db, Secrets secrets, InstantSource clock, JsonMapper json) {
        this.db = db;
        this.secrets = secrets;
        this.clock = clock;
        this.json = json;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new StartException("The demo's registry cannot be started.", e);
        }
        server.setExecutor(answering);
        server.createContext("/", this::answer);
    }

    /** Runs before the workers start. */
    @Override
    public void run(ApplicationArguments arguments) {
        server.start();
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        db.transaction(transaction -> {
            var tx = transaction.dsl();
            tx.execute("lock table connector in share row exclusive mode"); // one of several replicas fills it
            if (!tx.fetchExists(CONNECTOR)) {
                fill(tx, url);
            }
            if (isOurs(tx)) {
                tx.update(CONNECTOR) // its port is another one with each start
                        .set(CONNECTOR.BASE_URL, url)
                        .where(CONNECTOR.ID.eq(CONNECTOR_ID))
                        .execute();
            }
        });
    }

    /** Somebody's real connector may have this name. */
    private boolean isOurs(DSLContext tx) {
        return tx.select(CONNECTOR.AUTH_TOKEN)
                .from(CONNECTOR)
                .where(CONNECTOR.ID.eq(CONNECTOR_ID))
                .fetchOptional(CONNECTOR.AUTH_TOKEN)
                .flatMap(stored -> secrets.find(new SecretPlace(CONNECTOR.AUTH_TOKEN, CONNECTOR_ID), stored))
                .filter(TOKEN::equals)
                .isPresent();
    }

    private void fill(DSLContext tx, String url) {
        tx.insertInto(CONNECTOR)
                .set(CONNECTOR.ID, CONNECTOR_ID)
                .set(CONNECTOR.NAME, "National registry")
                .set(CONNECTOR.BASE_URL, url)
                .set(CONNECTOR.AUTH_TOKEN, TOKEN)
                .set(CONNECTOR.WEBHOOK_SECRET, SECRET)
                .set(CONNECTOR.CONFLICT_STRATEGY, "merge")
                .execute();
        var lastSync = clock.instant().minus(LAST_SYNC);
        for (var club : DemoMembers.CLUBS) {
            tx.insertInto(ORGANIZATION)
                    .set(ORGANIZATION.ID, club.id())
                    .set(ORGANIZATION.NAME, club.name())
                    .set(ORGANIZATION.REGION, club.region())
                    .set(ORGANIZATION.ADMIN_EMAILS, new String[] {"admin@" + club.id() + ".example"})
                    .execute();
            tx.insertInto(CONNECTED_ORGANIZATION)
                    .set(CONNECTED_ORGANIZATION.CONNECTOR_ID, CONNECTOR_ID)
                    .set(CONNECTED_ORGANIZATION.ORGANIZATION_ID, club.id())
                    .set(CONNECTED_ORGANIZATION.FEDERATION_ORG_ID, club.federationOrgId())
                    .set(CONNECTED_ORGANIZATION.LAST_ATTEMPT_AT, lastSync)
                    .set(CONNECTED_ORGANIZATION.LAST_SUCCESS_AT, lastSync)
                    .execute();
            players(tx, club, lastSync);
        }
        log.info("demo: {} organisations of a registry, {} players", DemoMembers.CLUBS.size(), tx.fetchCount(PLAYER));
    }

    private static void players(DSLContext tx, Club club, Instant lastSync) {
        var rows = new ArrayList<Query>();
        for (var number = 1; number <= DemoMembers.MEMBERS - NEW; number++) {
            rows.add(insert(tx, club, DemoMembers.one(club, number, lastSync), number, lastSync));
        }
        for (var gone = 1; gone <= 3; gone++) { // left the registry since
            var member = DemoMembers.one(club, gone, lastSync);
            member.put("id", "former-" + gone);
            rows.add(insert(tx, club, member, 0, lastSync));
        }
        tx.batch(rows).execute();
    }

    private static Query insert(
            DSLContext tx, Club club, Map<String, @Nullable String> member, int number, Instant lastSync) {
        var player = tx.newRecord(PLAYER);
        player.setOrganizationId(club.id());
        player.setConnectorId(CONNECTOR_ID);
        player.setExternalId(member.get("id"));
        player.setFirstName(member.get("firstName"));
        player.setLastName(member.get("lastName"));
        player.setDateOfBirth(member.get("dateOfBirth"));
        player.setEmail(member.get("email"));
        player.setPhone(member.get("phone"));
        player.setAddress(member.get("address"));
        player.setSyncedFirstName(member.get("firstName"));
        player.setSyncedLastName(member.get("lastName"));
        player.setSyncedDateOfBirth(member.get("dateOfBirth"));
        player.setSyncedEmail(member.get("email"));
        player.setSyncedPhone(member.get("phone"));
        player.setSyncedAddress(member.get("address"));
        player.setLastSyncedAt(lastSync);
        player.setCreatedAt(lastSync);
        player.setUpdatedAt(lastSync);
        if (number % 40 == 1) { // the reception heard of a new address, which the registry may have changed, too
            player.setAddress("c/o reception, " + member.get("address"));
            player.setModifiedBy("reception");
            player.setUpdatedAt(lastSync.plus(Duration.ofHours(20)));
        }
        return tx.insertInto(PLAYER).set(player);
    }

    // ---- the registry

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            var body = found(exchange);
            if (body == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            var bytes = json.writeValueAsBytes(body);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private @Nullable Object found(HttpExchange exchange) {
        var path = exchange.getRequestURI().getPath();
        var list = LIST.matcher(path);
        if (list.matches()) {
            return club(list.group(1)) == null ? null : page(club(list.group(1)), number(exchange));
        }
        var one = ONE.matcher(path);
        return one.matches() && club(one.group(1)) != null ? member(club(one.group(1)), one.group(2)) : null;
    }

    private static @Nullable Club club(String federationOrgId) {
        return DemoMembers.CLUBS.stream()
                .filter(club -> club.federationOrgId().equals(federationOrgId))
                .findFirst()
                .orElse(null);
    }

    private static int number(HttpExchange exchange) {
        var query = exchange.getRequestURI().getQuery();
        return query != null && query.matches("page=\\d{1,6}") ? Integer.parseInt(query.substring(5)) : 1;
    }

    private @Nullable Object member(@Nullable Club club, String id) {
        return club == null
                ? null
                : DemoMembers.all(club, clock.instant()).stream()
                        .filter(member -> id.equals(member.get("id")))
                        .findFirst()
                        .orElse(null);
    }

    private Object page(@Nullable Club club, int number) {
        var all = club == null ? List.<Map<String, @Nullable String>>of() : DemoMembers.all(club, clock.instant());
        var from = Math.min(all.size(), (Math.max(number, 1) - 1) * PAGE);
        return Map.of(
                "members",
                all.subList(from, Math.min(all.size(), from + PAGE)),
                "page",
                number,
                "totalPages",
                (all.size() + PAGE - 1) / PAGE);
    }

    @PreDestroy
    void stop() {
        server.stop(0);
        answering.shutdownNow();
    }
}
