package io.plumbline.worker.patience;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;

/**
 * Lets all statements of one answer together wait no longer than its patience. What is read of a result afterwards does
 * not count, as a file that somebody downloads may take long.
 */
final class DatabasePatience implements ExecuteListener {

    private static final long serialVersionUID = 1;
    private static final String SINCE = DatabasePatience.class.getName();

    private final Duration patience;

    DatabasePatience(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void executeStart(ExecuteContext statement) {
        Answer.ofThisThread().ifPresent(answer -> {
            limit(statement, patience.minus(answer.waited()));
            statement.data(SINCE, System.nanoTime());
        });
    }

    private static void limit(ExecuteContext statement, Duration left) {
        try {
            if (left.toMillis() <= 0) {
                throw new SQLTransientConnectionException("The database is too slow to answer now.");
            }
            statement.connection().setNetworkTimeout(Runnable::run, (int) left.toMillis());
        } catch (SQLException e) {
            statement.sqlException(e);
            throw statement.exception();
        }
    }

    @Override
    public void executeEnd(ExecuteContext statement) {
        count(statement);
    }

    /** Also of one that failed. */
    @Override
    public void end(ExecuteContext statement) {
        count(statement);
    }

    private static void count(ExecuteContext statement) {
        if (statement.data(SINCE) instanceof Long since) {
            statement.data().remove(SINCE);
            Answer.ofThisThread()
                    .ifPresent(answer -> answer.waitedAnother(Duration.ofNanos(System.nanoTime() - since)));
        }
    }
}
