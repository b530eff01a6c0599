package io.plumbline.worker.federation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.plumbline.activities.federation.SyncDetail;
import io.plumbline.activities.federation.SyncEntry;
import io.plumbline.activities.federation.SyncHistoryReader;
import io.plumbline.activities.federation.SyncHistoryRow;
import io.plumbline.worker.patience.Answer;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole sync as a file, written while it is read (C22). The thread of the request writes it: a slow reader may take longer
 * than an asynchronous answer is given. A file that cannot be finished is broken off, so that it does not look complete.
 */
@Component
class SyncExport {

    private final SyncHistoryReader history;
    private final JsonMapper json;

    SyncExport(SyncHistoryReader history, JsonMapper json) {
        this.history = history;
        this.json = json;
    }

    /** Spelled as in the address. */
    enum Format {
        json("application/json"),
        csv("text/csv;charset=UTF-8");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    /**
     * What the JSON file has. It is written piece by piece, so this only describes it.
     *
     * @param sync the sync itself
     * @param setAsideMembers members whose record was malformed
     * @param changes fields that were changed
     * @param conflicts fields that both sides had changed
     */
    record Complete(
            @JsonUnwrapped SyncHistoryRow sync,
            List<SyncDetail.SetAside> setAsideMembers,
            List<SyncEntry.Change> changes,
            List<SyncEntry.Conflict> conflicts) {}

    /** A file that is being written. */
    interface SyncFile {

        void add(SyncEntry entry);

        /** All was added. A file without it can be seen to be cut off. */
        void end();
    }

    void write(SyncHistoryRow sync, Format format, HttpServletResponse response) throws IOException {
        Answer.mayTakeLong();
        response.setContentType(format.mediaType);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, attachment(sync, format));
        try {
            var file = start(sync, format, response.getOutputStream());
            history.readAll(sync.id(), file::add);
            file.end();
        } catch (UncheckedIOException e) {
            throw e.getCause(); // the reader has gone
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    private SyncFile start(SyncHistoryRow sync, Format format, OutputStream out) {
        return switch (format) {
            case json -> JsonSyncFile.start(json, sync, history.setAside(sync.id(), sync.setAside()), out);
            case csv -> CsvSyncFile.start(out);
        };
    }

    private static String attachment(SyncHistoryRow sync, Format format) {
        var organization = sync.organizationId().replaceAll("[^A-Za-z0-9.-]", "_"); // what every file system takes
        return ContentDisposition.attachment()
                .filename("sync-" + sync.id() + "-" + organization + "." + format)
                .build()
                .toString();
    }
}
