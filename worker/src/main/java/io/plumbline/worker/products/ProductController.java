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
import io.plumbline.workflows.products.PauseRequest;
import io.plumbline.workflows.products.ProductSyncRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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

    /**
     * The sync of products.
     *
     * @param metrics what all sessions come to
     * @param history the ten newest sessions, the newest first
     */
    record Answer(Metrics metrics, List<Session> history) {}

    /**
     * What all sessions come to. Times are in epoch milliseconds, as the dashboard that reads this expects.
     *
     * @param totalSyncs all sessions that are kept
     * @param successfulSyncs those that completed
     * @param failedSyncs those that failed
     * @param successRate of the sessions that have ended, in percent
     * @param avgDurationMs of those that completed
     * @param lastSyncAt when the newest began; null when there is none
     * @param lastSyncStatus of the newest
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

    /**
     * One run. Times are in epoch milliseconds.
     *
     * @param id of the session
     * @param syncType what is synced
     * @param startedAt when it began
     * @param completedAt when it ended; null while it runs
     * @param status running, completed or failed
     * @param totalPages of the feed
     * @param pagesProcessed so far
     * @param itemsProcessed so far
     * @param itemsCreated new products
     * @param itemsUpdated products whose content changed
     * @param itemsUnchanged products that were left as they were
     * @param itemsDeleted products that are gone from the feed
     * @param errorMessage why it failed; null when it did not
     * @param note why nothing was deleted, and the like
     * @param syncMode auto, or manual
     */
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

    /**
     * How often.
     *
     * @param intervalMinutes null is the setting's
     */
    record Start(
            // read as what it is, so that 30.5 is not taken for 30
            @Schema(
                    implementation = Integer.class,
                    minimum = "" + ProductSyncRequest.LEAST_MINUTES,
                    maximum = "" + ProductSyncRequest.MOST_MINUTES)
            @Nullable
            JsonNode intervalMinutes) {}

    /**
     * How long, and why.
     *
     * @param reason for those who wonder
     * @param minutes after which it goes on by itself; null is an hour
     */
    record Pause(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, minLength = 1, maxLength = PauseRequest.LONGEST_REASON)
            @Nullable
            String reason,

            @Schema(implementation = Integer.class, minimum = "1", maximum = "" + PauseRequest.MOST_MINUTES) @Nullable
            JsonNode minutes) {}

    /**
     * The schedule is on.
     *
     * @param success always true
     * @param intervalMinutes how often products are synced from now on
     */
    record Started(boolean success, int intervalMinutes) {}

    /**
     * It is written down, and acted on soon.
     *
     * @param success always true
     */
    record Done(boolean success) {}

    /**
     * The schedule is paused.
     *
     * @param success always true
     * @param pausedUntil when it goes on by itself
     */
    record Paused(boolean success, Instant pausedUntil) {}

    /**
     * A run was asked for.
     *
     * @param success always true
     * @param alreadyRunning whether the run is one that was under way
     */
    record Run(
            boolean success, @JsonProperty("alreadyRunning") boolean alreadyRunning) {}

    /**
     * The last sessions, and what they come to.
     *
     * @return sums and sessions
     */
    @GetMapping("/metrics")
    Answer metrics() {
        return new Answer(
                Metrics.of(sessions.summary()),
                sessions.newest(HISTORY).stream().map(Session::of).toList());
    }

    /**
     * Starts the schedule, or changes its interval.
     *
     * @return the interval
     */
    @PostMapping("/start")
    Started start(@RequestBody(required = false) @Nullable Start body, Caller caller) {
        var interval = whole(body == null ? null : body.intervalMinutes(), ProductCommands::impossibleInterval);
        return new Started(true, commands.start(interval, caller));
    }

    /**
     * Stops the schedule. A run that is under way ends.
     *
     * @return success
     */
    @PostMapping("/stop")
    Done stop(Caller caller) {
        commands.stop(caller);
        return new Done(true);
    }

    /**
     * Pauses the sync, also a run that is under way, at its next page.
     *
     * @return until when
     */
    @PostMapping("/pause")
    Paused pause(@RequestBody(required = false) @Nullable Pause body, Caller caller) {
        var minutes = whole(body == null ? null : body.minutes(), ProductCommands::impossibleMinutes);
        return new Paused(true, commands.pause(body == null ? null : body.reason(), minutes, caller));
    }

    /**
     * Ends a pause.
     *
     * @return success
     */
    @PostMapping("/resume")
    Done resume(Caller caller) {
        commands.resume(caller);
        return new Done(true);
    }

    /**
     * Asks for a run now.
     *
     * @return whether one was under way
     */
    @PostMapping("/run")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "There is no feed to read.")
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
