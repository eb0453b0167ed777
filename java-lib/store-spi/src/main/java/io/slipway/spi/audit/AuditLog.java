package io.slipway.spi.audit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What went wrong with tables' keys, for as long as it is kept. Fails with {@link io.slipway.spi.StoreException}; thread-safe. */
public interface AuditLog {

    /** A log that forgets. */
    AuditLog NONE = new AuditLog() {
        @Override
        public CompletionStage<Void> append(List<AuditEntry> entries, Duration keep) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<List<AuditEntry>> query(AuditQuery query) {
            return CompletableFuture.completedFuture(List.of());
        }
    };

    /** Keeps these entries for {@code keep} in whole seconds. Appending the same ones again changes nothing. */
    CompletionStage<Void> append(List<AuditEntry> entries, Duration keep);

    /** The entries that {@code query} asks for, newest first. */
    CompletionStage<List<AuditEntry>> query(AuditQuery query);
}
