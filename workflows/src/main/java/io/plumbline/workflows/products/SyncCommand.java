package io.plumbline.workflows.products;

import org.jspecify.annotations.Nullable;

/** What a signal asks for, to be written to the table of what people want. */
public record SyncCommand(
        Kind kind,
        @Nullable Integer intervalMinutes,
        @Nullable String reason,
        @Nullable Integer minutes) {

    /** Spelled as in the audit trail. */
    public enum Kind {
        start,
        stop,
        pause,
        resume,
        run
    }

    static SyncCommand of(Kind kind) {
        return new SyncCommand(kind, null, null, null);
    }

    static SyncCommand start(@Nullable ProductSyncRequest request) {
        return new SyncCommand(Kind.start, request == null ? null : request.intervalMinutes(), null, null);
    }

    static SyncCommand pause(@Nullable PauseRequest request) {
        return new SyncCommand(
                Kind.pause,
                null,
                request == null ? null : request.reason(),
                request == null ? null : request.minutes());
    }
}
