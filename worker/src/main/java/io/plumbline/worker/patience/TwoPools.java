package io.plumbline.worker.patience;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Gives answers connections of their own. Work may wait long for a database that is silent, with every connection that it
 * can get; whoever waits for an answer then gets his "not at the moment" at once.
 *
 * <p>An activity waits for its connection no longer than Temporal waits for the activity: one that was lost comes back to the
 * pool before the next try needs it.
 */
final class TwoPools extends AbstractDataSource implements AutoCloseable {

    private static final int AT_LEAST = 1; // ms; zero would be for ever

    private final HikariDataSource work;
    private final HikariDataSource answers;

    TwoPools(HikariDataSource work, HikariDataSource answers) {
        this.work = work;
        this.answers = answers;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var answer = Answer.ofThisThread();
        if (answer.isPresent()) {
            return connectionFor(answer.get());
        }
        var connection = work.getConnection();
        var left = ActivityTime.left();
        if (left.isPresent()) {
            limit(connection, Math.max(left.get().toMillis(), AT_LEAST));
        }
        return connection;
    }

    private Connection connectionFor(Answer answer) throws SQLException {
        var asked = System.nanoTime();
        try {
            return answers.getConnection();
        } finally {
            answer.waitedAnother(Duration.ofNanos(System.nanoTime() - asked));
        }
    }

    /** Until it is given back. */
    private static void limit(Connection connection, long millis) throws SQLException {
        try {
            var limit = connection.getNetworkTimeout(); // zero is none
            if (limit == 0 || millis < limit) {
                connection.setNetworkTimeout(Runnable::run, (int) millis);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLException("The user of the database is set once: spring.datasource.username.");
    }

    @Override
    public void close() {
        answers.close();
        work.close();
    }
}
