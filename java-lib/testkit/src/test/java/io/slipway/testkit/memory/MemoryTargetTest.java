package io.slipway.testkit.memory;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.Layout;
import io.slipway.spi.StoreException;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetWrite;
import io.slipway.testkit.TestClock;
import io.slipway.testkit.contract.TargetContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;

/** The target in memory passes the suite of all targets, in every layout. */
class MemoryTargetTest {

    private static final int CHUNK_BYTES = 64;

    /** A link that breaks right after it has delivered its first step. */
    private static final class BreakingLink implements Link {

        @Override
        public <T> CompletionStage<T> call(Kind kind, Duration timeout, Supplier<T> step) {
            return Link.answer(step)
                    .thenCompose(lost -> CompletableFuture.failedFuture(new StoreException(
                            StoreException.Kind.UNKNOWN, KvErrorCode.WRITE_INTERRUPTED, "the link broke")));
        }
    }

    private abstract static class Memory extends TargetContract {

        private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
        private final MemoryTarget.Cluster cluster = new MemoryTarget.Cluster(clock);
        private final Layout layout;

        Memory(String layout) {
            this.layout = Layout.parse(layout);
        }

        @Override
        protected TargetStore open() {
            return new MemoryTarget(cluster, CHUNK_BYTES, clock, Link.DIRECT);
        }

        @Override
        protected Layout layout() {
            return layout;
        }

        @Override
        protected Instant now() {
            return clock.instant();
        }

        @Override
        protected void awaitTime(Instant instant) {
            clock.advance(Duration.between(clock.instant(), instant));
        }

        @Override
        protected int chunkBytes() {
            return CHUNK_BYTES;
        }

        @Override
        protected void dieInBatch(TargetStore store, List<TargetWrite> writes) {
            new MemoryTarget(cluster, CHUNK_BYTES, clock, new BreakingLink())
                    .applyAtomically(writes, Link.TIMEOUT_DEFAULT)
                    .handle((done, thrown) -> thrown);
        }
    }

    @Nested
    class Hash extends Memory {
        Hash() {
            super("hash");
        }
    }

    @Nested
    class PrefixUntil extends Memory {
        PrefixUntil() {
            super("prefix(until 0x2f)");
        }
    }

    @Nested
    class PrefixLength extends Memory {
        PrefixLength() {
            super("prefix(length 5)");
        }
    }

    @Nested
    class Bucketed extends Memory {
        Bucketed() {
            super("bucketed(prefix(until 0x2f), 4)");
        }
    }
}
