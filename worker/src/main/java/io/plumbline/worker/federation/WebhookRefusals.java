package io.plumbline.worker.federation;

import io.micrometer.core.instrument.MeterRegistry;
import io.plumbline.activities.federation.WebhookLog;
import io.plumbline.activities.federation.WebhookLog.Said;
import io.plumbline.worker.http.MinuteCounts;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.http.UnverifiedRate;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/**
 * Says no, and keeps that it did (C20). Whoever is not known is limited by address, and what is kept of the refused is
 * bounded: a flood is counted, not written down.
 */
@Component
final class WebhookRefusals {

    static final String METRIC = "plumbline.federation.webhooks";

    private static final int UNVERIFIED_ROWS = 1_000; // of all addresses together
    private static final int ROWS_PER_CONNECTOR = 100;

    private final WebhookLog webhooks;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final UnverifiedRate unverified;
    private final MinuteCounts rows;
    private final MinuteCounts rowsOfConnector;

    WebhookRefusals(WebhookLog webhooks, WebhookSettings settings, InstantSource clock, MeterRegistry meters) {
        this.webhooks = webhooks;
        this.clock = clock;
        this.meters = meters;
        this.unverified = new UnverifiedRate(settings.unverifiedPerMinute(), clock);
        this.rows = new MinuteCounts(UNVERIFIED_ROWS, clock);
        this.rowsOfConnector = new MinuteCounts(ROWS_PER_CONNECTOR, clock);
    }

    /** Why not. */
    enum Why {
        malformed,
        bad_signature,
        unverified_limit,
        disabled,
        unknown_organization,
        limit
    }

    /** For one who is not known to be a connector. It costs no connector anything (C18). */
    Problem unverified(Said said, Why why, Problem problem) {
        if (!unverified.take(said.address())) {
            count(Why.unverified_limit);
            return Problem.tooMany(
                    "Too many requests of this address are not signed by a connector.",
                    unverified.untilNext(said.address()));
        }
        count(why);
        if (rows.take("")) {
            write(said, problem);
        }
        return problem;
    }

    /** For a connector. */
    Problem verified(Said said, Why why, Problem problem) {
        count(why);
        if (rowsOfConnector.take(String.valueOf(said.connectorId()))) {
            write(said, problem);
        }
        return problem;
    }

    private void write(Said said, Problem problem) {
        var detail = String.valueOf(problem.getBody().getDetail());
        var more = problem.getBody().getProperties();
        var reason = more == null || !more.containsKey("field") ? detail : more.get("field") + ": " + detail;
        webhooks.refused(said, reason, clock.instant());
    }

    private void count(Why why) {
        meters.counter(METRIC, "outcome", why.name()).increment();
    }
}
