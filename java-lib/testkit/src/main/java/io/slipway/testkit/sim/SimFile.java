package io.slipway.testkit.sim;

import com.google.protobuf.ByteString;
import io.slipway.migrate.savepoint.SavepointStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A savepoint on a disk that survives its process. What a process writes is there a moment later, or not at all if it dies before. */
record SimFile(String name, Map<String, ByteString> files, SimProcess process) implements SavepointStore {

    @Override
    public CompletionStage<Optional<ByteString>> read() {
        CompletableFuture<Optional<ByteString>> content = new CompletableFuture<>();
        process.execute(() -> content.complete(Optional.ofNullable(files.get(name))));
        return content;
    }

    @Override
    public CompletionStage<Void> write(ByteString content) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        process.execute(() -> {
            files.put(name, content);
            process.execute(() -> written.complete(null));
        });
        return written;
    }
}
