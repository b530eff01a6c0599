package io.plumbline.bench;

import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.workflows.products.ProductRun;
import io.plumbline.workflows.products.ProductRunOutcome;
import io.plumbline.workflows.products.ProductSyncRun;
import io.plumbline.workflows.products.ProductSyncRunImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.postgresql.PGConnection;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A sync of very many products, from the feed to the tables, in a small JVM of its own. */
final class Products {

    private static final int HEAP_MB = 256;
    private static final int PRODUCTS = 100_000;
    private static final double GOAL = 2;

    private final Stage stage;
    private final PageServer feed;
    private final WorkflowClient client;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private int version;

    private Products(Stage stage, PageServer feed, WorkflowClient client) {
        this.stage = stage;
        this.feed = feed;
        this.client = client;
    }

    static List<Row> run(Size size) {
        return SmallJvm.rows(Products.class, HEAP_MB, Integer.toString(size.rounds()));
    }

    public static void main(String[] arguments) {
        Bench.toTheEnd(() -> measure(Integer.parseInt(arguments[0])));
    }

    private static void measure(int rounds) {
        try (var feed = new PageServer(FeedPages.of(PRODUCTS, 0))) {
            System.setProperty("plumbline.products.url", feed.url());
            try (var stage = Stage.open();
                    var temporal = InProcessTemporal.start(0)) {
                var stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                        .setTarget(temporal.target())
                        .build());
                var client = WorkflowClient.newInstance(stubs);
                var factory = WorkerFactory.newInstance(client);
                var worker = factory.newWorker(TaskQueues.PRODUCTS);
                worker.registerWorkflowImplementationTypes(ProductSyncRunImpl.class);
                worker.registerActivitiesImplementations(stage.products());
                factory.start();
                var products = new Products(stage, feed, client);
                SmallJvm.say(products.unchanged(rounds));
                SmallJvm.say(products.changed(rounds));
                factory.shutdownNow();
                stubs.shutdownNow();
            }
        }
    }

    private Row unchanged(int rounds) {
        begin();
        Check.that(sync().created() == PRODUCTS);
        stage.data().settle();
        return Rounds.measure(stage, 2, rounds, this::begin, this::fetchParseAndHash, () -> {
                    Check.that(sync().unchanged() == PRODUCTS);
                })
                .row(
                        "7 products: an unchanged feed of " + PRODUCTS + ", -Xmx" + HEAP_MB + "m",
                        "fetching, parsing and hashing it",
                        1,
                        GOAL);
    }

    private Row changed(int rounds) {
        return Rounds.measure(stage, 1, rounds, this::beginWithAnotherFeed, this::copyAndMerge, () -> {
                    Check.that(sync().updated() == PRODUCTS);
                })
                .row(
                        "8 products: a fully changed feed of " + PRODUCTS + ", -Xmx" + HEAP_MB + "m",
                        "one COPY and one merge statement",
                        1,
                        GOAL);
    }

    private void begin() {
        stage.data()
                .execute(
                        "truncate sync_session restart identity cascade",
                        "insert into sync_session (products_before) select count(*) from product");
    }

    private void beginWithAnotherFeed() {
        feed.show(FeedPages.of(PRODUCTS, ++version));
        begin();
        stage.data().execute("vacuum full analyze product", "checkpoint");
    }

    private ProductRunOutcome sync() {
        return client.newWorkflowStub(
                        ProductSyncRun.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.PRODUCTS)
                                .setWorkflowId(ProductSyncRun.id(1))
                                .build())
                .sync(new ProductRun(1, 1, Duration.ofSeconds(5), null));
    }

    private void fetchParseAndHash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var hashed = 0;
            for (var page = 1; page <= feed.pages(); page++) {
                var read = json.readValue(feed.get(http, "/products", page), Map.class);
                var items = (List<?>) Objects.requireNonNull(read.get("items"));
                for (var item : items) {
                    digest.digest(json.writeValueAsBytes(item)); // with its keys in order
                    hashed++;
                }
            }
            Check.that(hashed == PRODUCTS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copyAndMerge() {
        var hash = HexFormat.of().formatHex(new byte[32]);
        var lines = new StringBuilder();
        for (var product = 1; product <= PRODUCTS; product++) {
            lines.append("p%06d\tProduct no. %d\t".formatted(product, product))
                    .append(FeedPages.product(product, version))
                    .append("\t\\\\x")
                    .append(hash)
                    .append('\n');
        }
        try (var connection = stage.data().connection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "create temporary table sent (id text, name text, content json, hash bytea) on commit drop");
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy sent from stdin", new StringReader(lines.toString()));
            Check.that(statement.executeUpdate("insert into product (id, name, content, content_hash, updated_at) "
                            + "select id, name, content, hash, now() from sent on conflict (id) do update "
                            + "set name = excluded.name, content = excluded.content, content_hash = excluded.content_hash, "
                            + "updated_at = excluded.updated_at, deleted_at = null")
                    == PRODUCTS);
            connection.commit();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
