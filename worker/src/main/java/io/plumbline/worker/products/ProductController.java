package io.plumbline.worker.products;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.plumbline.activities.products.SyncControlRepository.Asked;
import io.plumbline.activities.products.SyncSession;
import io.plumbline.activities.products.SyncSessionRepository;
import io.plumbline.activities.products.SyncSummary;
import io.plumbline.worker.http.Problem;
import io.plumbline.worker.roles.OnRole;
import io.plumbline.worker.roles.Role;
import io.plumbline.worker.security.Caller;
import io.plumbline.worker.security.TenantScope;
import io.plumbline.worker.security.TenantScope.Scope;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The sync of products over HTTP (D6 to D8). */
@RestController
@RequestMapping("/api/products/sync")
@OnRole(Role.api)
@TenantScope(Scope.company)
class ProductController {

    private static final int HISTORY = 10;

    private final SyncSessionRepository sessions;
    private final ProductCommands commands;

    ProductController(SyncSessionRepository sessions, ProductCommands commands) {
        this.sessions = sessions;
        this.commands = commands;
    }

    record Answer(Metrics metrics, List<Session> history) {}

    /**
     * Times are in epoch milliseconds, as the dashboard that reads this expects.
     *
     * @param successRate of the sessions that have ended, in percent
     */
    record Metrics(
            int totalSyncs,
            int successfulSyncs,
            int failedSyncs,
            BigDecimal successRate,
            long avgDurationMs,
            @Nullable Long lastSyncAt,
            @Nullable String lastSyncStatus) {

        static Metrics of(SyncSummary summary) {
            return new Metrics(
                    summary.total(),
                    summary.successful(),
                    summary.failed(),
                    percent(summary.successful(), summary.successful() + summary.failed()),
                    summary.average().toMillis(),
                    millis(summary.lastAt()),
                    summary.lastStatus());
        }

        /** To a tenth; a whole number has none. */
        static BigDecimal percent(int part, int whole) {
            if (whole == 0) {
                return BigDecimal.ZERO;
            }
            var percent = BigDecimal.valueOf(100L * part).divide(BigDecimal.valueOf(whole), 1, RoundingMode.HALF_UP);
            return percent.stripTrailingZeros().scale() <= 0 ? percent.setScale(0) : percent;
        }
    }

    record Session(
            long id,
            String syncType,
            long startedAt,
            @Nullable Long completedAt,
            String status,
            int totalPages,
            int pagesProcessed,
            int itemsProcessed,
            int itemsCreated,
            int itemsUpdated,
            int itemsUnchanged,
            int itemsDeleted,
            @Nullable String errorMessage,
            @Nullable String note,
            String syncMode) {

        static Session of(SyncSession session) {
            return new Session(
                    session.id(),
                    session.syncType(),
                    session.startedAt().toEpochMilli(),
                    millis(session.completedAt()),
                    session.status(),
                    session.totalPages(),
                    session.pagesProcessed(),
                    session.itemsProcessed(),
                    session.itemsCreated(),
                    session.itemsUpdated(),
                    session.itemsUnchanged(),
                    session.itemsDeleted(),
                    session.errorMessage(),
                    session.note(),
                    session.syncMode());
        }
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    /** @param intervalMinutes null is the default; read as what it is, so that 30.5 is not taken for 30 */
    record Start(@Nullable JsonNode intervalMinutes) {}

    /** @param minutes null is an hour */
    record Pause(@Nullable String reason, @Nullable JsonNode minutes) {}

    record Started(boolean success, int intervalMinutes) {}

    record Done(boolean success) {}

    record Paused(boolean success, Instant pausedUntil) {}

    /** @param alreadyRunning whether the run is one that was under way */
    record Run(
            boolean success, @JsonProperty("alreadyRunning") boolean alreadyRunning) {}

    @GetMapping("/metrics")
    Answer metrics() {
        return new Answer(
                Metrics.of(sessions.summary()),
                sessions.newest(HISTORY).stream().map(Session::of).toList());
    }

    @PostMapping("/start")
    Started start(@RequestBody(required = false) @Nullable Start body, Caller caller) {
        var interval = whole(body == null ? null : body.intervalMinutes(), ProductCommands::impossibleInterval);
        return new Started(true, commands.start(interval, caller));
    }

    @PostMapping("/stop")
    Done stop(Caller caller) {
        commands.stop(caller);
        return new Done(true);
    }

    @PostMapping("/pause")
    Paused pause(@RequestBody(required = false) @Nullable Pause body, Caller caller) {
        var minutes = whole(body == null ? null : body.minutes(), ProductCommands::impossibleMinutes);
        return new Paused(true, commands.pause(body == null ? null : body.reason(), minutes, caller));
    }

    @PostMapping("/resume")
    Done resume(Caller caller) {
        commands.resume(caller);
        return new Done(true);
    }

    @PostMapping("/run")
    Run run(Caller caller) {
        return new Run(true, commands.run(caller) == Asked.running);
    }

    private static @Nullable Integer whole(@Nullable JsonNode number, Supplier<Problem> otherwise) {
        if (number == null || number.isNull()) {
            return null;
        }
        if (!number.isIntegralNumber() || !number.canConvertToInt()) {
            throw otherwise.get();
        }
        return number.intValue();
    }
}
