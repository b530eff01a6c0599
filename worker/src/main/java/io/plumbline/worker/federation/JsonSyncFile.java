package io.plumbline.worker.federation;

import io.plumbline.activities.federation.SyncDetail.SetAside;
import io.plumbline.activities.federation.SyncEntry;
import io.plumbline.activities.federation.SyncHistoryRow;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A sync as JSON: what the detail has, with complete lists. */
final class JsonSyncFile implements SyncExport.SyncFile {

    private final JsonGenerator out;
    private boolean inConflicts;

    private JsonSyncFile(JsonGenerator out) {
        this.out = out;
    }

    static JsonSyncFile start(JsonMapper json, SyncHistoryRow sync, List<SetAside> setAside, OutputStream stream) {
        var out = json.createGenerator(stream);
        out.writeStartObject();
        json.<ObjectNode>valueToTree(sync).properties().forEach(property -> {
            out.writeName(property.getKey());
            out.writeTree(property.getValue());
        });
        out.writePOJOProperty("setAsideMembers", setAside);
        out.writeArrayPropertyStart("changes");
        return new JsonSyncFile(out);
    }

    @Override
    public void add(SyncEntry entry) {
        if (entry instanceof SyncEntry.Conflict) {
            beginConflicts();
        }
        out.writePOJO(entry);
    }

    /** All changes come before all conflicts. */
    private void beginConflicts() {
        if (!inConflicts) {
            inConflicts = true;
            out.writeEndArray();
            out.writeArrayPropertyStart("conflicts");
        }
    }

    @Override
    public void end() {
        beginConflicts();
        out.writeEndArray();
        out.writeEndObject();
        out.close();
    }
}
