package io.plumbline.activities.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A statement over a set of rows that come as long arrays, on the connection of a jOOQ context. jOOQ writes an array out as
 * text and casts it: that is slow to write, and PostgreSQL then plans for the right number of elements but searches them one
 * by one. Arrays are {@code Long[]}, {@code Boolean[]}, {@code String[]} and {@code byte[][]}; all else is bound as it is.
 */
public final class SetStatement {

    private static final int FETCHED_AT_A_TIME = 1_000; // inside a transaction; outside of one all come at once

    private SetStatement() {}

    /** Reads one row of a result. */
    @FunctionalInterface
    public interface RowReader<T> {

        T read(ResultSet row) throws SQLException;
    }

    /** @return how many rows it wrote */
    public static int execute(DSLContext db, String sql, @Nullable Object... values) {
        return db.connectionResult(connection -> {
            try (var statement = prepare(db, connection, sql, values)) {
                return statement.executeUpdate();
            }
        });
    }

    public static <T> List<T> query(DSLContext db, String sql, RowReader<T> reader, @Nullable Object... values) {
        return db.connectionResult(connection -> {
            try (var statement = prepare(db, connection, sql, values);
                    var result = statement.executeQuery()) {
                var rows = new ArrayList<T>();
                while (result.next()) {
                    rows.add(reader.read(result));
                }
                return rows;
            }
        });
    }

    private static PreparedStatement prepare(
            DSLContext db, Connection connection, String sql, @Nullable Object... values) throws SQLException {
        var statement = connection.prepareStatement(sql);
        try {
            statement.setFetchSize(FETCHED_AT_A_TIME);
            var timeout = db.settings().getQueryTimeout();
            statement.setQueryTimeout(timeout == null ? 0 : timeout);
            for (var i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] instanceof Object[] array ? array(connection, array) : values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static Array array(Connection connection, Object[] values) throws SQLException {
        if (values instanceof Long[]) {
            return connection.createArrayOf("bigint", values);
        }
        if (values instanceof Boolean[]) {
            return connection.createArrayOf("boolean", values);
        }
        return connection.createArrayOf(values instanceof byte[][] ? "bytea" : "text", values);
    }
}
