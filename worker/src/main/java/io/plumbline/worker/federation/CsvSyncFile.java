package io.plumbline.worker.federation;

import io.plumbline.activities.federation.SyncEntry;
import io.plumbline.activities.federation.SyncEntry.Change;
import io.plumbline.activities.federation.SyncEntry.Conflict;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** A sync as CSV by RFC 4180: one table, whose first column tells changes from conflicts. */
final class CsvSyncFile implements SyncExport.SyncFile {

    /** What makes a spreadsheet take a cell for a formula, or for the beginning of another cell. */
    private static final String DANGEROUS_FIRST = "=+-@\t\r\n＝＋－＠";

    private final CSVPrinter out;

    private CsvSyncFile(CSVPrinter out) {
        this.out = out;
    }

    static CsvSyncFile start(OutputStream stream) {
        try {
            var file = new CsvSyncFile(new CSVPrinter(
                    new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), CSVFormat.RFC4180));
            file.row(
                    "entry",
                    "memberId",
                    "playerId",
                    "playerName",
                    "kind",
                    "field",
                    "before",
                    "after",
                    "federationValue",
                    "localValue",
                    "resolvedValue",
                    "strategy",
                    "reason");
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void add(SyncEntry entry) {
        if (entry instanceof Change change) {
            add(change);
        } else if (entry instanceof Conflict conflict) {
            add(conflict);
        }
    }

    private void add(Change change) {
        row(
                "change",
                change.externalId(),
                Long.toString(change.playerId()),
                change.playerName(),
                change.kind(),
                change.field(),
                change.before(),
                change.after(),
                null,
                null,
                null,
                null,
                null);
    }

    private void add(Conflict conflict) {
        row(
                "conflict",
                conflict.externalId(),
                Long.toString(conflict.playerId()),
                conflict.playerName(),
                null,
                conflict.field(),
                null,
                null,
                conflict.federationValue(),
                conflict.localValue(),
                conflict.resolvedValue(),
                conflict.strategy(),
                conflict.reason());
    }

    private void row(@Nullable String... cells) {
        try {
            out.printRecord(Arrays.stream(cells).map(CsvSyncFile::safe));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A spreadsheet shows a cell with an apostrophe before it as text. */
    static @Nullable String safe(@Nullable String cell) {
        return cell == null || cell.isEmpty() || DANGEROUS_FIRST.indexOf(cell.charAt(0)) < 0 ? cell : "'" + cell;
    }

    @Override
    public void end() {
        try {
            out.close(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
