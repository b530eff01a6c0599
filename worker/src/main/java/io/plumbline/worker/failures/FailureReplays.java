package io.plumbline.worker.failures;

import io.plumbline.activities.failures.FailureRow;
import io.plumbline.activities.failures.FailureSelection;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.worker.http.NotNow;
import io.plumbline.worker.http.TemporalAway;
import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Runs failed syncs again (B13). The row is marked first and the sync started then, by a thread of our own: whoever asks
 * need not wait for some hundred starts, or for a Temporal that is away. What was marked is started sooner or later;
 * success resolves the row, another failure counts on it.
 */
@Component
public class FailureReplays {

    private static final Logger log = LoggerFactory.getLogger(FailureReplays.class);
    private static final int AT_A_TIME = 1_000;

    private final SyncFailureRepository failures;
    private final Map<String, Replayable> sources;
    private final ExecutorService starts =
            Executors.newSingleThreadExecutor(work -> new Thread(work, "failure-replays"));
    private final AtomicBoolean waitingAreAskedFor = new AtomicBoolean();

    FailureReplays(SyncFailureRepository failures, List<Replayable> sources) {
        this.failures = failures;
        this.sources = sources.stream().collect(Collectors.toMap(Replayable::source, Function.identity()));
    }

    /** The syncs whose failures can be replayed, in the order of their names. */
    public SortedSet<String> sources() {
        return new TreeSet<>(sources.keySet());
    }

    /** @return how many were taken; those that are being replayed already are not taken again */
    public int replay(FailureSelection selection, String by) {
        var taken = failures.takeForReplay(selection, by);
        starts.execute(() -> startEach(() -> taken));
        return taken.size();
    }

    /** Those that are still marked after a while: in case they never were started. */
    @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT5S")
    void startThoseThatWait() {
        if (waitingAreAskedFor.compareAndSet(false, true)) {
            starts.execute(() -> {
                waitingAreAskedFor.set(false);
                startEach(() -> failures.replaying(AT_A_TIME));
            });
        }
    }

    /** Where Temporal does not take one, the others are left for later, too. */
    private void startEach(Supplier<List<FailureRow>> which) {
        try {
            which.get().forEach(this::start);
        } catch (RuntimeException e) {
            NotNow.later(log, "Replays are started later", e);
        }
    }

    private void start(FailureRow failure) {
        var source = sources.get(failure.source());
        if (source == null) {
            log.warn("There is no way to replay a failure of '{}'", failure.source());
            return;
        }
        if (!failures.isReplaying(failure.id())) {
            return; // its replay has ended: it was started by the other of the two ways, or by another process
        }
        try {
            source.startAgain(failure);
        } catch (RuntimeException e) {
            if (Rejected.isCauseOf(e)) {
                failures.putBack(failure, Failures.reason(e));
                return;
            }
            if (TemporalAway.isCauseOf(e)) {
                throw e; // Temporal is away, and would be for the next one
            }
            NotNow.later(log, "The replay of failure " + failure.id() + " is started later", e);
        }
    }

    @PreDestroy
    void stop() {
        starts.shutdownNow();
    }
}
