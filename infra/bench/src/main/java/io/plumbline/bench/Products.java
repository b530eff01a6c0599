package io.plumbline.bench;

import io.plumbline.infra.embedded.InProcessTemporal;
import io.plumbline.workflows.products.ProductRun;
import io.plumbline.workflows.products.ProductRunOutcome;
import io.plumbline.workflows.products.ProductSyncRun;
import io.plumbline.workflows.products.ProductSyncRunImpl;
import io.plumbline.workflows.run.TaskQueues;
import io.temporal.client.WorkflowOptions;
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
final class Products implements AutoCloseable {

    private static final int HEAP_MB = 256;
    private static final int PRODUCTS = 100_000;
    private static final double GOAL = 2;
    static final String UNCHANGED_BASELINE = "fetching, parsing and hashing it";
    static final String CHANGED_BASELINE = "one COPY and one merge statement";

    private final PageServer feed = new PageServer(FeedPages.of(0, 0));
    private final Stage stage;
    private final Workers workers;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private int version;

    Products() {
        System.setProperty("plumbline.products.url", feed.url()); // the stage reads it
        stage = Stage.open();
        workers = new Workers(InProcessTemporal.start(0))
                .add(TaskQueues.PRODUCTS, stage.products(), ProductSyncRunImpl.class);
        workers.start();
    }

    static List<Row> run(Size size) {
        return SmallJvm.rows(Products.class, HEAP_MB, Integer.toString(size.rounds()));
    }

    public static void main(String[] arguments) {
        Bench.toTheEnd(() -> measure(Integer.parseInt(arguments[0])));
    }

    private static void measure(int rounds) {
        try (var products = new Products()) {
            SmallJvm.say(products.unchanged(PRODUCTS, 2, rounds)
                    .row(
                            "7 products: an unchanged feed of " + PRODUCTS + ", -Xmx" + HEAP_MB + "m",
                            UNCHANGED_BASELINE,
                            1,
                            GOAL));
            SmallJvm.say(products.changed(PRODUCTS, rounds)
                    .row(
                            "8 products: a fully changed feed of " + PRODUCTS + ", -Xmx" + HEAP_MB + "m",
                            CHANGED_BASELINE,
                            1,
                            GOAL));
        }
    }

    /** Leaves the products that it has made, for {@link #changed}. */
    Rounds unchanged(int count, int warmUps, int rounds) {
        feed.show(FeedPages.of(count, version));
        stage.data().execute("truncate product cascade");
        begin();
        Check.that(sync().created() == count);
        stage.data().settle();
        return Rounds.measure(
                stage,
                warmUps,
                rounds,
                this::begin,
                () -> fetchParseAndHash(count),
                () -> Check.that(sync().unchanged() == count));
    }

    /** Of as many products as there are. */
    Rounds changed(int count, int rounds) {
        return Rounds.measure(
                stage,
                1,
                rounds,
                () -> beginWithAnotherFeed(count),
                () -> copyAndMerge(count),
                () -> Check.that(sync().updated() == count));
    }

    private void begin() {
        stage.data()
                .execute(
                        "truncate sync_session restart identity cascade",
                        "insert into sync_session (products_before) select count(*) from product");
    }

    private void beginWithAnotherFeed(int count) {
        feed.show(FeedPages.of(count, ++version));
        begin();
        stage.data().execute("vacuum full analyze product", "checkpoint");
    }

    private ProductRunOutcome sync() {
        return workers.client()
                .newWorkflowStub(
                        ProductSyncRun.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.PRODUCTS)
                                .setWorkflowId(ProductSyncRun.id(1))
                                .build())
                .sync(new ProductRun(1, 1, Duration.ofSeconds(5), null));
    }

    private void fetchParseAndHash(int count) {
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
            Check.that(hashed == count);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void copyAndMerge(int count) {
        var hash = HexFormat.of().formatHex(new byte[32]);
        var lines = new StringBuilder();
        for (var product = 1; product <= count; product++) {
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
                    == count);
            connection.commit();
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        workers.close();
        stage.close();
        feed.close();
    }
}
