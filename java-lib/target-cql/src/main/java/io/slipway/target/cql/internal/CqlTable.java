package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetPage;
import io.slipway.spi.target.TargetSplit;
import io.slipway.spi.target.TargetTable;
import io.slipway.target.cql.chunk.ChunkProtocol;
import io.slipway.target.cql.internal.TableStatements.Kind;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A table at a CQL server. */
final class CqlTable implements TargetTable {

    /** How far a write's version stays away from the end of the tombstones' life, at most. */
    private static final long GRACE_MARGIN_S_MAX = 3_600;

    private final TableParts parts;
    private final InFlight inFlight;
    private final ChunkProtocol protocol;
    private final Gets gets;
    private final Lookups lookups;
    private final Scans scans;
    private final Supplier<CompletionStage<TableIdentity>> verification;

    /** @param verification looks whether the server still has the table as it was opened */
    CqlTable(
            TableParts parts,
            InFlight inFlight,
            int chunkBytes,
            boolean eager,
            Supplier<CompletionStage<TableIdentity>> verification) {
        this.verification = verification;
        this.parts = parts;
        this.inFlight = inFlight;
        this.protocol = new ChunkProtocol(chunkBytes, parts.time().wall());
        this.gets = new Gets(parts, inFlight, protocol, eager);
        this.lookups = new Lookups(parts, protocol);
        this.scans = new Scans(parts, protocol);
    }

    @Override
    public TableSpec spec() {
        return parts.spec();
    }

    @Override
    public Optional<String> keyRefusal(ByteString key) {
        return parts.layout().keyRefusal(key);
    }

    @Override
    public Optional<String> scanRefusal(KeyRange range) {
        return parts.layout().scanRefusal(range);
    }

    @Override
    public CompletionStage<Void> apply(VersionedWrite write, Duration timeout) {
        Optional<StoreException> refusal = refusal(write);
        if (refusal.isPresent()) {
            return CompletableFuture.failedStage(refusal.get());
        }
        if (!inFlight.take(1)) {
            return CompletableFuture.failedStage(inFlight.refusal());
        }
        return new Apply(write, deadline(timeout), 1).send();
    }

    /** Applies a write that is not refused, without taking a place in flight. */
    CompletionStage<Void> applyWithin(VersionedWrite write, Deadline deadline) {
        return new Apply(write, deadline, 0).send();
    }

    /** One write on its way, which hears of its answer itself. */
    private final class Apply extends CompletableFuture<Void> implements BiConsumer<Object, Throwable> {

        private final VersionedWrite write;
        private final Deadline deadline;
        private final int places;

        /** @param places in flight that are free again when it is answered */
        Apply(VersionedWrite write, Deadline deadline, int places) {
            this.write = write;
            this.deadline = deadline;
            this.places = places;
        }

        CompletionStage<Void> send() {
            try {
                answer().whenComplete(this);
            } catch (RuntimeException e) {
                accept(null, e);
            }
            return this;
        }

        /** Small values that last, as nearly all are, are one plain request; the protocol knows of all others. */
        private CompletionStage<?> answer() {
            if (write.mutation() instanceof Mutation.Put put
                    && !put.value().expires()
                    && protocol.fitsOneRow(put.value())) {
                BoundStatementBuilder statement = parts.statements()
                        .bind(Kind.PUT_VALUE)
                        .with(write.version())
                        .with(put.value().value())
                        .withKey(parts.layout().columns(write.key()))
                        .done();
                return parts.requests().sendWrite(statement, deadline, this::what);
            }
            return protocol.apply(new CqlRows(parts, deadline, operation()), write);
        }

        @Override
        public void accept(@Nullable Object done, @Nullable Throwable failure) {
            gets.written(write.key());
            if (failure == null) {
                end(null);
                return;
            }
            RuntimeException known = Failures.ofWrite(failure, what());
            if (known instanceof StoreException refusal && refusal.kind() == StoreException.Kind.REJECTED) {
                blame(refusal).whenComplete((blamed, thrown) -> end(thrown == null ? blamed : thrown));
            } else {
                end(known);
            }
        }

        private void end(@Nullable Throwable failure) {
            inFlight.leave(places);
            if (failure == null) {
                complete(null);
            } else {
                completeExceptionally(Failures.unwrap(failure));
            }
        }

        private String operation() {
            return write.mutation() instanceof Mutation.Put ? "put" : "delete";
        }

        /** What the request is about, for messages. */
        private String what() {
            return KvBounds.describe(spec().name(), operation(), write.key());
        }
    }

    /** A server refuses a write in the same words whether the write or the table is wrong, so the table is looked at. */
    private CompletionStage<StoreException> blame(StoreException refusal) {
        return CompletableFuture.completedFuture(refusal)
                .thenCompose(refused -> verification.get())
                .handle((identity, wrong) -> {
                    if (wrong == null) {
                        return refusal;
                    }
                    boolean schema = Failures.unwrap(wrong) instanceof KvException known
                            && known.code() == KvErrorCode.TABLE_SCHEMA;
                    return schema
                            ? new StoreException(
                                    StoreException.Kind.TABLE_REFUSED,
                                    KvErrorCode.TABLE_SCHEMA,
                                    refusal.getMessage() + "; "
                                            + Failures.unwrap(wrong).getMessage(),
                                    refusal)
                            : new StoreException(
                                    StoreException.Kind.UNAVAILABLE,
                                    KvErrorCode.TARGET_UNAVAILABLE,
                                    refusal.getMessage() + "; whether the table is to blame could not be told",
                                    refusal);
                });
    }

    /** Why the write is not even tried; empty if it is. */
    Optional<StoreException> refusal(VersionedWrite write) {
        Optional<String> key = keyRefusal(write.key());
        if (key.isPresent()) {
            return Optional.of(refused(write, KvErrorCode.LAYOUT, key.get()));
        }
        if (write.mutation() instanceof Mutation.Put put && put.value().value().size() > spec().valueBytesMax()) {
            return Optional.of(refused(
                    write,
                    KvErrorCode.VALUE_SIZE,
                    "the value has " + put.value().value().size() + " bytes, the table's limit is "
                            + spec().valueBytesMax()));
        }
        if (write.version() < oldestVersion()) {
            return Optional.of(refused(
                    write,
                    KvErrorCode.WRITE_REFUSED,
                    "version " + write.version() + " is older than the tombstones that the target still keeps"
                            + " (gc_grace_seconds " + spec().graceSeconds()
                            + "): it could bring back a deleted value"));
        }
        return Optional.empty();
    }

    private StoreException refused(VersionedWrite write, KvErrorCode code, String reason) {
        return new StoreException(
                StoreException.Kind.REJECTED,
                code,
                KvBounds.describe(spec().name(), "write", write.key()) + ": " + reason);
    }

    /** In microseconds. A tombstone older than this may be gone. */
    private long oldestVersion() {
        long margin = Math.min(GRACE_MARGIN_S_MAX, spec().graceSeconds() / 10);
        return parts.time().nowMillis() * 1_000 - TimeUnit.SECONDS.toMicros(spec().graceSeconds() - margin);
    }

    @Override
    public CompletionStage<Optional<VersionedValue>> read(ByteString key, Duration timeout) {
        if (keyRefusal(key).isPresent()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return gets.get(key, deadline(timeout));
    }

    @Override
    public CompletionStage<Map<ByteString, VersionedValue>> readMany(Collection<ByteString> keys, Duration timeout) {
        List<List<ByteString>> groups = lookups.groups(keys);
        return groups.isEmpty()
                ? CompletableFuture.completedStage(Map.of())
                : inFlight.run(lookups.places(groups), () -> lookups.read(groups, deadline(timeout)));
    }

    @Override
    public CompletionStage<TargetPage> scan(KeyRange range, int limit, Duration timeout) {
        Optional<String> refusal = scanRefusal(range);
        if (refusal.isPresent()) {
            return CompletableFuture.failedStage(new StoreException(
                    StoreException.Kind.REJECTED,
                    KvErrorCode.SCAN_LAYOUT,
                    "table '" + spec().name() + "', scan: " + refusal.get()));
        }
        return inFlight.run(parts.layout().buckets().size(), () -> scans.inOrder(range, limit, deadline(timeout)));
    }

    @Override
    public List<TargetSplit> splits(int parallelism) {
        return Scans.splits(parallelism);
    }

    @Override
    public CompletionStage<TargetPage> scanAll(
            TargetSplit split, @Nullable ByteString resume, int limit, Duration timeout) {
        return inFlight.run(1, () -> scans.all(split, resume, limit, deadline(timeout)));
    }

    /** See {@link io.slipway.target.cql.CqlTargetStore#sweep}. */
    CompletionStage<Integer> sweepChunks(boolean dryRun, Duration pageTimeout) {
        return inFlight.run(1, () -> new ChunkSweeps(parts, dryRun).sweep(pageTimeout));
    }

    private Deadline deadline(Duration timeout) {
        return Deadline.after(timeout, parts.time());
    }
}
