package io.plumbline.worker.answers;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Gives answers connections of their own. Work may wait long for a database that is silent, with every connection that it
 * can get; whoever waits for an answer then gets his "not at the moment" at once.
 */
final class TwoPools extends AbstractDataSource implements AutoCloseable {

    private final HikariDataSource work;
    private final HikariDataSource answers;

    TwoPools(HikariDataSource work, HikariDataSource answers) {
        this.work = work;
        this.answers = answers;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return (Answer.isDueFromThisThread() ? answers : work).getConnection();
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
