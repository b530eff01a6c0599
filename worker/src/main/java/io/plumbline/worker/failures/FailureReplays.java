package io.plumbline.worker.failures;

import io.plumbline.activities.failures.FailureRow;
import io.plumbline.activities.failures.FailureSelection;
import io.plumbline.activities.failures.SyncFailureRepository;
import io.plumbline.workflows.run.Failures;
import io.plumbline.workflows.run.Rejected;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Runs failed syncs again (B13). The row is marked first and the sync started then, so that a replay that was asked for is
 * started sooner or later; success resolves the row, another failure counts on it.
 */
@Component
public class FailureReplays {

    private static final Logger log = LoggerFactory.getLogger(FailureReplays.class);
    private static final int AT_A_TIME = 1_000;

    private final SyncFailureRepository failures;
    private final Map<String, Replayable> sources;

    FailureReplays(SyncFailureRepository failures, List<Replayable> sources) {
        this.failures = failures;
        this.sources = sources.stream().collect(Collectors.toMap(Replayable::source, Function.identity()));
    }

    /** @return how many were taken; those that are being replayed already are not taken again */
    public int replay(FailureSelection selection, String by) {
        var taken = failures.takeForReplay(selection, by);
        taken.forEach(this::start);
        return taken.size();
    }

    @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT5S")
    void startThoseThatWait() {
        try {
            failures.replaying(AT_A_TIME).forEach(this::start);
        } catch (RuntimeException e) {
            log.info("Replays are started later: {}", e.getMessage());
        }
    }

    private void start(FailureRow failure) {
        var source = sources.get(failure.source());
        if (source == null) {
            log.warn("There is no way to replay a failure of '{}'", failure.source());
            return;
        }
        try {
            source.startAgain(failure);
        } catch (RuntimeException e) {
            if (Rejected.isCauseOf(e)) {
                failures.putBack(failure.id(), Failures.reason(e));
                return;
            }
            log.info("The replay of failure {} is started later: {}", failure.id(), e.getMessage());
        }
    }
}
