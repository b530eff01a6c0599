package io.plumbline.worker.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.activities.federation.SyncEntry.Change;
import io.plumbline.activities.federation.SyncEntry.Conflict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sync as CSV. */
@Tag("C22")
class CsvSyncFileTest {

    private static final String COLUMNS =
            "entry,memberId,playerId,playerName,kind,field,before,after,federationValue,localValue,resolvedValue,strategy,reason\r\n";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CsvSyncFile file = CsvSyncFile.start(bytes);

    private static Change change(String before, String after) {
        return new Change(1, 5, "Ada Byron", "m1", "updated", "email", before, after);
    }

    private static Conflict conflict(String value) {
        return new Conflict(1, 5, value, value, value, value, value, value, value, value, Instant.EPOCH);
    }

    private String written() {
        file.end();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private List<CSVRecord> parsed() throws IOException {
        try (var parser = CSVParser.parse(
                written(),
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            return parser.getRecords();
        }
    }

    @Test
    void a_line_ends_as_rfc_4180_has_it_and_what_needs_quotes_has_them() {
        file.add(change("plain", "a \"b\", c\nd"));

        assertThat(written())
                .isEqualTo(COLUMNS + "change,m1,5,Ada Byron,updated,email,plain,\"a \"\"b\"\", c\nd\",,,,,\r\n");
    }

    @Test
    void a_sync_that_changed_nothing_is_a_head_without_lines() {
        assertThat(written()).isEqualTo(COLUMNS);
    }

    @Test
    void values_come_back_as_they_were() throws IOException {
        file.add(change("Łódź, 日本 \uD83D\uDE00", "line\r\nline\rline"));
        file.add(change(null, ""));

        var rows = parsed();

        assertThat(rows.get(0).get("before")).isEqualTo("Łódź, 日本 \uD83D\uDE00");
        assertThat(rows.get(0).get("after")).isEqualTo("line\r\nline\rline");
        assertThat(rows.get(1).get("before")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "=cmd|'/C calc'!A0",
                "+1",
                "-1",
                "@SUM(1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\r\n=1",
                "＝1",
                "＋1",
                "－1",
                "＠a"
            })
    void no_cell_is_a_formula(String value) throws IOException {
        file.add(change(value, value));
        file.add(conflict(value));

        var rows = parsed();

        assertThat(rows.get(0).get("before")).isEqualTo("'" + value);
        assertThat(rows.get(0).get("after")).isEqualTo("'" + value);
        for (var column : List.of(
                "memberId",
                "playerName",
                "field",
                "federationValue",
                "localValue",
                "resolvedValue",
                "strategy",
                "reason")) {
            assertThat(rows.get(1).get(column)).as(column).isEqualTo("'" + value);
        }
        assertThat(rows).allSatisfy(row -> assertThat(row.toList()).noneMatch(CsvSyncFileTest::isFormula));
    }

    private static boolean isFormula(String cell) {
        return cell.matches("(?s)[=+\\-@\t\r\n＝＋－＠].*");
    }

    @Test
    void other_cells_have_no_apostrophe_put_before_them() throws IOException {
        file.add(change("a=1", "1-1"));

        assertThat(parsed().get(0).toList()).contains("a=1", "1-1");
    }
}
