package io.plumbline.worker.embedded;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Says of a database that lets nobody in which one it is, and why. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** Classes of SQLSTATE: no connection, not allowed, no such database, too many clients, not ready. */
    private static final Set<String> NO_WAY_IN = Set.of("08", "28", "3D", "53", "57");

    private final Environment environment;

    DatabaseFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        var state = cause.getSQLState();
        return state != null && state.length() > 2 && NO_WAY_IN.contains(state.substring(0, 2))
                ? new FailureAnalysis(
                        "spring.datasource.url=" + withoutParameters() + " cannot be used: " + cause.getMessage(),
                        null,
                        cause)
                : null;
    }

    /** Parameters may be secrets. */
    private String withoutParameters() {
        return environment.getProperty("spring.datasource.url", "").replaceFirst("\\?.*", "");
    }
}
