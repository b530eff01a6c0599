package io.plumbline.activities.secrets;

import java.nio.charset.StandardCharsets;
import org.jooq.TableField;

/** Where a secret stands. It is sealed for this place, so that one that is moved to another row is worth nothing there. */
public record SecretPlace(TableField<?, String> column, String rowId) {

    byte[] bytes() {
        return String.join("\0", table(), column.getName(), rowId).getBytes(StandardCharsets.UTF_8);
    }

    private String table() {
        var table = column.getTable();
        return table == null ? "" : table.getName();
    }

    @Override
    public String toString() {
        return column.getName() + " of " + table() + " '" + rowId + "'";
    }
}
