package io.slipway.target.cql.internal;

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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A table at a CQL server. */
final class CqlTable implements TargetTable {

    /** How far a write's version stays away from the end of the tombstones' life, at most. */
    private static final long GRACE_MARGIN_S_MAX = 3_600;

    private final TableParts parts;
    private final InFlight inFlight;
    private final ChunkProtocol protocol;
    private final SingleFlight<Optional<VersionedValue>> gets;
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
        this.gets = new SingleFlight<>(
                (key, deadline) -> protocol.read(new CqlRows(parts, deadline, "get"), key), eager, parts.time());
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
        return inFlight.run(1, () -> applyWithin(write, deadline(timeout)));
    }

    /** Applies a write that is not refused, without taking a place in flight. */
    CompletionStage<Void> applyWithin(VersionedWrite write, Deadline deadline) {
        String operation = write.mutation() instanceof Mutation.Put ? "put" : "delete";
        return protocol.apply(new CqlRows(parts, deadline, operation), write)
                .whenComplete((done, failure) -> gets.written(write.key()))
                .exceptionallyCompose(this::blamed);
    }

    /** A server refuses a write in the same words whether the write or the table is wrong, so the table is looked at. */
    private CompletionStage<Void> blamed(Throwable failure) {
        if (!(Failures.unwrap(failure) instanceof StoreException refusal)
                || refusal.kind() != StoreException.Kind.REJECTED) {
            return CompletableFuture.failedStage(failure);
        }
        return verification.get().handle((identity, wrong) -> wrong).thenCompose(wrong -> {
            if (wrong == null) {
                return CompletableFuture.failedStage(refusal);
            }
            boolean schema =
                    Failures.unwrap(wrong) instanceof KvException known && known.code() == KvErrorCode.TABLE_SCHEMA;
            return CompletableFuture.failedStage(
                    schema
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
                                    refusal));
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
        return parts.time().nowMicros() - TimeUnit.SECONDS.toMicros(spec().graceSeconds() - margin);
    }

    @Override
    public CompletionStage<Optional<VersionedValue>> read(ByteString key, Duration timeout) {
        if (keyRefusal(key).isPresent()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return inFlight.run(1, () -> gets.get(key, deadline(timeout)));
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
