package io.plumbline.worker.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.worker.ApiTest;
import io.plumbline.worker.start.Program;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Value;

/** A database of each stage that the program had becomes one of today. */
@Tag("E10")
class KeptDatabaseTest extends ApiTest {

    @Value("${spring.datasource.url}")
    private String database;

    @ParameterizedTest
    @MethodSource("io.plumbline.worker.proof.KeptDatabase#all")
    void it_keeps_its_rows_and_is_as_one_that_was_made_today(KeptDatabase kept) {
        db.execute("create database kept");
        try {
            var url = database.replace("/postgres", "/kept");
            kept.restore(url);
            var before = Program.ask(url, KeptDatabase::rows);

            Flyway.configure().dataSource(url, null, null).load().migrate();

            assertThat(before).containsKeys("contact", "contact_note", "sync_health");
            assertThat(Program.ask(url, KeptDatabase::rows)).containsAllEntriesOf(before);
            assertThat(Program.ask(url, KeptDatabaseTest::schema)).containsExactlyElementsOf(schema(db));
        } finally {
            db.execute("drop database kept with (force)");
        }
    }

    /** Columns, in whatever order they were added, indexes and constraints. */
    private static List<String> schema(DSLContext db) {
        return db.fetch("""
                select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, generation_expression) as line
                from information_schema.columns where table_schema = 'public'
                union all
                select indexdef from pg_indexes where schemaname = 'public'
                union all
                select conrelid::regclass || ' ' || replace(pg_get_constraintdef(oid), ' NOT VALID', '')
                from pg_constraint where connamespace = 'public'::regnamespace
                order by line""").getValues(0, String.class);
    }
}
