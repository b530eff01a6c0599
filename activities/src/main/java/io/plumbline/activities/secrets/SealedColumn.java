package io.plumbline.activities.secrets;

import java.util.Objects;
import org.jooq.Table;
import org.jooq.TableField;

/** A column of secrets, in a table of this key. */
record SealedColumn<T>(TableField<?, T> id, TableField<?, String> secret) {

    Table<?> table() {
        return Objects.requireNonNull(secret.getTable());
    }

    SecretPlace place(T rowId) {
        return new SecretPlace(secret, String.valueOf(rowId));
    }
}
