package io.slipway.migrate.savepoint;

import com.google.protobuf.ByteString;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Writes a savepoint again and again, one write behind the other, and none that changes nothing. Not thread-safe. */
public final class SavepointWriter {

    private final SavepointStore store;
    private CompletionStage<Void> writing = CompletableFuture.completedFuture(null);
    private @Nullable ByteString last;

    public SavepointWriter(SavepointStore store) {
        this.store = store;
    }

    /** Completes when {@code content} is durable; fails, from then on always, with what a write failed with. */
    public CompletionStage<Void> write(ByteString content) {
        if (!content.equals(last)) {
            last = content;
            writing = writing.thenCompose(done -> store.write(content));
        }
        return writing;
    }
}
