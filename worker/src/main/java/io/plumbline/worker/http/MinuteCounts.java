package io.plumbline.worker.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts by key, in memory: for what must be bounded and need not be exact. It remembers a bounded number of keys. */
public final class MinuteCounts {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_KEYS = 10_000;

    private final int perMinute;
    private final InstantSource clock;
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> leastRecentlyCounted) {
            return size() > MOST_KEYS;
        }
    };

    public MinuteCounts(int perMinute, InstantSource clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** @param until when the minute ends that began with the first one */
    private record Count(int number, Instant until) {}

    /** @return whether it was below the limit; then it has been counted */
    public synchronized boolean take(String key) {
        var now = clock.instant();
        var count = counts.get(key);
        if (count == null || !now.isBefore(count.until())) {
            counts.put(key, new Count(1, now.plus(MINUTE)));
            return true;
        }
        if (count.number() >= perMinute) {
            return false;
        }
        counts.put(key, new Count(count.number() + 1, count.until()));
        return true;
    }

    /** How long until the count begins anew. */
    public synchronized Duration untilNext(String key) {
        var count = counts.get(key);
        return count == null ? Duration.ZERO : Duration.between(clock.instant(), count.until());
    }
}
