package io.plumbline.worker.proof;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Somebody else's transaction, which keeps what it has locked until it is closed. */
final class Lock implements AutoCloseable {

    private final Connection connection;

    /** @param statement what locks */
    Lock(String jdbcUrl, String statement) {
        try {
            connection = DriverManager.getConnection(jdbcUrl);
            connection.setAutoCommit(false);
            connection.createStatement().execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
