package io.plumbline.activities.secrets;

import static io.plumbline.activities.secrets.SecretsTest.ONE;
import static io.plumbline.activities.secrets.SecretsTest.TWO;
import static io.plumbline.infra.db.Tables.CONNECTOR;
import static io.plumbline.infra.db.Tables.WORKSPACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Secrets in real tables are sealed in place, and operators may write there meanwhile. */
@Tag("E5")
class SecretSealerTest {

    private final DSLContext db = TestDatabase.empty();
    private final Secrets secrets = Secrets.of(ONE, List.of());
    private final SecretSealer sealer = new SecretSealer(db, secrets);

    private void plainRows() {
        db.execute("insert into workspace (id, channel_phone_id, channel_access_token, webhook_secret) "
                + "values ('acme', 'phone', 'access-acme', 'hook-acme')");
        db.execute("insert into connector (id, base_url, auth_token, webhook_secret, webhook_secret_previous) "
                + "values ('registry', 'http://x', 'auth-registry', 'hook-registry', 'hook-before')");
    }

    private List<String> stored() {
        var stored = new ArrayList<String>();
        for (var column : SecretSealer.COLUMNS) {
            stored.addAll(db.select(column.secret()).from(column.table()).fetch(column.secret()));
        }
        return stored;
    }

    private List<String> opened(Secrets with) {
        var opened = new ArrayList<String>();
        for (var column : SecretSealer.COLUMNS) {
            db.select(column.id(), column.secret())
                    .from(column.table())
                    .forEach(row -> opened.add(
                            with.open(new SecretPlace(column.secret(), String.valueOf(row.value1())), row.value2())));
        }
        return opened;
    }

    private static final String[] PLAIN = {"access-acme", "hook-acme", "auth-registry", "hook-registry", "hook-before"};

    @Test
    void what_operators_wrote_is_sealed_in_place_once() {
        plainRows();

        assertThat(sealer.seal().sealed()).isEqualTo(5);

        var sealed = stored();
        assertThat(sealed).hasSize(5).allMatch(value -> value.startsWith("sealed:v1:"));
        assertThat(opened(secrets)).containsExactly(PLAIN);
        assertThat(db.fetchValue(WORKSPACE.ACTIVE, WORKSPACE.ID.eq("acme"))).isTrue();
        assertThat(sealer.seal().sealed()).isZero();
        assertThat(stored()).isEqualTo(sealed);
    }

    @Test
    void nothing_and_no_secret_stay_as_they_are() {
        db.execute("insert into workspace (id, channel_phone_id, channel_access_token) values ('quiet', 'phone', '')");

        assertThat(sealer.seal().sealed()).isZero();

        assertThat(db.fetchValue(WORKSPACE.ACTIVE, WORKSPACE.ID.eq("quiet"))).isFalse();
    }

    @Test
    void an_operator_who_writes_meanwhile_is_not_overwritten() {
        plainRows();
        var written = new AtomicBoolean();
        var raced = new SecretSealer(
                db.configuration()
                        .derive(ExecuteListener.onStart(context -> {
                            if (isUpdate(context) && written.compareAndSet(false, true)) {
                                db.execute("update workspace set channel_access_token = 'newer' where id = 'acme'");
                            }
                        }))
                        .dsl(),
                secrets);

        assertThat(raced.seal().sealed()).isEqualTo(4);

        assertThat(written).isTrue();
        assertThat(stored()).contains("newer");
        assertThat(sealer.seal().sealed()).isEqualTo(1);
        assertThat(opened(secrets)).contains("newer").doesNotContain("access-acme");
    }

    private static boolean isUpdate(ExecuteContext context) {
        return context.type() == ExecuteType.WRITE;
    }

    @Test
    void several_replicas_at_once_seal_each_once() {
        for (var number = 0; number < 600; number++) { // more than a page
            db.execute(
                    "insert into connector (id, base_url, auth_token) values (?, 'http://x', ?)",
                    "c" + number,
                    "t" + number);
        }

        var sealed = IntStream.range(0, 4)
                .mapToObj(replica -> CompletableFuture.supplyAsync(
                        () -> new SecretSealer(TestDatabase.dsl(), secrets)
                                .seal()
                                .sealed(),
                        work -> new Thread(work).start()))
                .toList()
                .stream()
                .mapToInt(CompletableFuture::join)
                .sum();

        assertThat(sealed).isEqualTo(600);
        var place = new SecretPlace(CONNECTOR.AUTH_TOKEN, "c599");
        assertThat(secrets.open(place, db.fetchValue(CONNECTOR.AUTH_TOKEN, CONNECTOR.ID.eq("c599"))))
                .isEqualTo("t599");
    }

    @Test
    void after_a_change_of_the_key_everything_is_sealed_with_the_newest() {
        plainRows();
        sealer.seal();

        var rotated = new SecretSealer(db, Secrets.of(TWO, List.of(ONE)));
        assertThat(rotated.seal().sealed()).isEqualTo(5);

        assertThat(opened(Secrets.of(TWO, List.of()))).containsExactly(PLAIN);
        assertThat(rotated.seal().sealed()).isZero();
    }

    @Test
    void what_cannot_be_read_is_named_and_left_as_it_is() {
        plainRows();
        sealer.seal();
        var before = stored();

        for (var other : List.of(Secrets.of(TWO, List.of()), Secrets.withoutKey())) {
            var outcome = new SecretSealer(db, other).seal();

            assertThat(outcome.sealed()).isZero();
            assertThat(outcome.unreadable())
                    .hasSize(5)
                    .anyMatch(why -> why.startsWith("The auth_token of connector 'registry' cannot be read"));
        }
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void no_column_of_secrets_is_forgotten() {
        var named = db.fetch("select table_name || '.' || column_name from information_schema.columns "
                        + "where table_schema = 'public' and data_type = 'text' "
                        + "and column_name ~ '(secret|token|password|credential|private)'")
                .getValues(0, String.class);

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(SecretSealer.COLUMNS.stream()
                        .map(column ->
                                column.table().getName() + "." + column.secret().getName())
                        .toList());
    }
}
