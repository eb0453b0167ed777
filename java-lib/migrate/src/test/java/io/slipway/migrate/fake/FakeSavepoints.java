package io.slipway.migrate.fake;

import com.google.protobuf.ByteString;
import io.slipway.migrate.savepoint.SavepointStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A savepoint in memory, which outlives the process that a test kills. */
public final class FakeSavepoints implements SavepointStore {

    private final VirtualTime time;
    public @Nullable ByteString content;

    public FakeSavepoints(VirtualTime time) {
        this.time = time;
    }

    @Override
    public String name() {
        return "memory.savepoint";
    }

    @Override
    public CompletionStage<Optional<ByteString>> read() {
        return time.after(Duration.ofMillis(1), () -> Optional.ofNullable(content));
    }

    @Override
    public CompletionStage<Void> write(ByteString fresh) {
        return time.after(Duration.ofMillis(1), () -> {
            content = fresh;
            return null;
        });
    }
}
