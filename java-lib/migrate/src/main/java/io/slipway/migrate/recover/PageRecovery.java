package io.slipway.migrate.recover;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.migrate.Window;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The recovery of one page of entries: fenced reads in bulk, one write a key, then one confirmation of all that the target took.
 *
 * <p>A key that the target fails leaves its entries where they are and fails the page in the end; one that it refuses for good is parked.
 */
final class PageRecovery {

    private static final int READS_AT_ONCE = 1;

    /** The part of the tombstones' life, as a fraction, that is kept between the oldest write still applied and their end. */
    private static final int GRACE_MARGIN_DIVISOR = 10;

    private final Environment environment;
    private final SourceStore source;
    private final TargetTable target;
    private final Counters counters;
    private final RecovererSettings settings;
    private final String table;
    private final Queue<OutboxEntry> applied = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** A state to be written, and the entries that are done with it. */
    private record Repair(VersionedWrite write, List<OutboxEntry> entries) {}

    PageRecovery(
            Environment environment,
            SourceStore source,
            TargetTable target,
            Counters counters,
            RecovererSettings settings) {
        this.environment = environment;
        this.source = source;
        this.target = target;
        this.counters = counters;
        this.settings = settings;
        this.table = target.spec().name();
    }

    CompletionStage<Void> run(List<OutboxEntry> page) {
        Map<ByteString, List<OutboxEntry>> byKey = new LinkedHashMap<>();
        List<Repair> redo = new ArrayList<>();
        for (OutboxEntry entry : page) {
            VersionedWrite write = entry.redo();
            if (write == null) {
                byKey.computeIfAbsent(entry.key(), key -> new ArrayList<>()).add(entry);
            } else {
                redo.add(new Repair(write, List.of(entry)));
            }
        }
        return applyAll(redo)
                .thenCompose(done -> Window.over(chunks(byKey), READS_AT_ONCE, this::recover))
                .thenCompose(done -> confirm());
    }

    private List<Map<ByteString, List<OutboxEntry>>> chunks(Map<ByteString, List<OutboxEntry>> byKey) {
        List<Map<ByteString, List<OutboxEntry>>> chunks = new ArrayList<>();
        Map<ByteString, List<OutboxEntry>> chunk = new LinkedHashMap<>();
        for (Map.Entry<ByteString, List<OutboxEntry>> key : byKey.entrySet()) {
            if (chunk.size() == settings.keysPerRead()) {
                chunks.add(chunk);
                chunk = new LinkedHashMap<>();
            }
            chunk.put(key.getKey(), key.getValue());
        }
        if (!chunk.isEmpty()) {
            chunks.add(chunk);
        }
        return chunks;
    }

    private CompletionStage<Void> recover(Map<ByteString, List<OutboxEntry>> chunk) {
        return read(chunk).thenCompose(read -> {
            List<Repair> repairs = new ArrayList<>(chunk.size());
            chunk.forEach((key, entries) -> {
                StoredValue stored = read.found().get(key);
                Mutation state = stored == null ? Mutation.delete() : Mutation.put(stored);
                repairs.add(new Repair(new VersionedWrite(key, state, read.version()), entries));
            });
            return applyAll(repairs);
        });
    }

    private CompletionStage<FencedRead> read(Map<ByteString, List<OutboxEntry>> chunk) {
        return source.fencedRead(table, chunk.keySet())
                .exceptionallyCompose(thrown -> Failures.cause(thrown) instanceof StoreException refusal
                                && refusal.kind() == StoreException.Kind.SEALED
                        ? source.frozenRead(table, chunk.keySet())
                        : CompletableFuture.failedFuture(thrown));
    }

    private CompletionStage<Void> applyAll(List<Repair> repairs) {
        return Window.over(repairs, settings.appliesAtOnce(), this::apply);
    }

    /** Never fails: after the first failure of the target the rest of the page is left alone. */
    private CompletionStage<Void> apply(Repair repair) {
        if (!failures.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        if (outlivesTombstones(repair.write().version())) {
            return park(
                    repair.entries(),
                    "older than the target keeps tombstones: it could bring a deleted key back; validate and repair");
        }
        return Failures.caught(() -> target.apply(repair.write(), settings.timeout()))
                .handle((done, thrown) -> thrown)
                .thenCompose(thrown -> {
                    if (thrown == null) {
                        applied.addAll(repair.entries());
                        return CompletableFuture.completedFuture(null);
                    }
                    Throwable cause = Failures.cause(thrown);
                    if (cause instanceof StoreException refusal && refusesForGood(refusal)) {
                        return park(repair.entries(), String.valueOf(refusal.getMessage()));
                    }
                    failures.add(cause);
                    return CompletableFuture.completedFuture(null);
                });
    }

    /** A login without a grant, or a server that cannot look grants up, refuses everybody, and says nothing of this write. */
    private static boolean refusesForGood(StoreException refusal) {
        return refusal.kind() == StoreException.Kind.REJECTED && refusal.code() != KvErrorCode.CREDENTIALS;
    }

    private boolean outlivesTombstones(long version) {
        long graceSeconds = target.spec().graceSeconds();
        long oldestSecond = environment.now().getEpochSecond() - (graceSeconds - graceSeconds / GRACE_MARGIN_DIVISOR);
        return version / 1_000_000 < oldestSecond;
    }

    private CompletionStage<Void> park(List<OutboxEntry> entries, String reason) {
        return Window.over(entries, 1, entry -> source.park(table, entry, reason)
                .thenRun(() -> counters.increment(table, Count.PARKED)));
    }

    private CompletionStage<Void> confirm() {
        List<OutboxEntry> done = List.copyOf(applied);
        CompletionStage<Void> confirmed =
                done.isEmpty() ? CompletableFuture.completedFuture(null) : source.confirm(table, done);
        return confirmed.thenCompose(none -> {
            counters.add(table, Count.RECOVERED, done.size());
            Throwable failure = failures.peek();
            return failure == null ? CompletableFuture.completedFuture(null) : CompletableFuture.failedFuture(failure);
        });
    }
}
