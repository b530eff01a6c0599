package io.plumbline.activities.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A statement over a set of rows that come as long arrays, on the connection of a jOOQ context. jOOQ writes an array out as
 * text and casts it: that is slow to write, and PostgreSQL then plans for the right number of elements but searches them one
 * by one. Arrays are {@code Long[]}, {@code Boolean[]}, {@code String[]} and {@code byte[][]}. An {@link Instant} is a
 * {@code timestamptz}, a {@link Duration} a text that casts to an {@code interval}; all else is bound as it is.
 */
public final class SetStatement {

    private static final int FETCHED_AT_A_TIME = 1_000; // inside a transaction; outside of one all come at once

    private SetStatement() {}

    /** Reads one row of a result. */
    @FunctionalInterface
    public interface RowReader<T> {

        T read(ResultSet row) throws SQLException;
    }

    /** Takes one row of a result. */
    @FunctionalInterface
    public interface RowConsumer {

        void accept(ResultSet row) throws SQLException;
    }

    /** A time of a row; null where it has none. */
    public static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
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
        var rows = new ArrayList<T>();
        each(db, sql, row -> rows.add(reader.read(row)), values);
        return rows;
    }

    /** Inside a transaction, few rows are in memory at a time. */
    public static void each(DSLContext db, String sql, RowConsumer consumer, @Nullable Object... values) {
        db.connection(connection -> {
            try (var statement = prepare(db, connection, sql, values);
                    var result = statement.executeQuery()) {
                while (result.next()) {
                    consumer.accept(result);
                }
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
                statement.setObject(i + 1, forJdbc(connection, values[i]));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static @Nullable Object forJdbc(Connection connection, @Nullable Object value) throws SQLException {
        if (value instanceof Object[] array) {
            return array(connection, array);
        }
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        return value instanceof Duration ? value.toString() : value;
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
