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
import java.util.function.BooleanSupplier;

/**
 * The recovery of one page of entries: fenced reads in bulk, one write a key, then one confirmation of all that the target took.
 *
 * <p>A key that the target fails leaves its entries where they are, and the pass hears of it; one that it refuses for good is parked.
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
    private final Pass pass;
    private final Map<OutboxEntry, String> parkedBefore;
    private final BooleanSupplier targetRules;
    private final String table;
    private final Queue<OutboxEntry> applied = new ConcurrentLinkedQueue<>();

    /**
     * A state to be written, and the entries that are done with it.
     *
     * @param fresh whether its version was issued just now
     */
    private record Repair(VersionedWrite write, boolean fresh, List<OutboxEntry> entries) {}

    /** States of keys at one version, and whether that was issued just now. */
    private record States(FencedRead read, boolean fresh) {}

    /**
     * @param parkedBefore entries that are parked already, with their reasons
     * @param targetRules whether the target is the authority by now
     */
    PageRecovery(
            Environment environment,
            SourceStore source,
            TargetTable target,
            Counters counters,
            RecovererSettings settings,
            Pass pass,
            Map<OutboxEntry, String> parkedBefore,
            BooleanSupplier targetRules) {
        this.environment = environment;
        this.source = source;
        this.target = target;
        this.counters = counters;
        this.settings = settings;
        this.pass = pass;
        this.parkedBefore = parkedBefore;
        this.targetRules = targetRules;
        this.table = target.spec().name();
    }

    /** Fails if the source does; failures of the target are told to the pass. */
    CompletionStage<Void> run(List<OutboxEntry> page) {
        Map<ByteString, List<OutboxEntry>> byKey = new LinkedHashMap<>();
        List<Repair> redo = new ArrayList<>();
        for (OutboxEntry entry : page) {
            VersionedWrite write = entry.redo();
            if (write == null) {
                byKey.computeIfAbsent(entry.key(), key -> new ArrayList<>()).add(entry);
            } else {
                redo.add(new Repair(write, false, List.of(entry)));
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
        if (pass.away()) {
            return CompletableFuture.completedFuture(null);
        }
        if (targetRules.getAsBoolean()) {
            return letGo(chunk);
        }
        return read(chunk).thenCompose(states -> {
            if (targetRules.getAsBoolean()) {
                return letGo(chunk);
            }
            FencedRead read = states.read();
            List<Repair> repairs = new ArrayList<>(chunk.size());
            chunk.forEach((key, entries) -> {
                StoredValue stored = read.found().get(key);
                Mutation state = stored == null ? Mutation.delete() : Mutation.put(stored);
                repairs.add(new Repair(new VersionedWrite(key, state, read.version()), states.fresh(), entries));
            });
            return applyAll(repairs);
        });
    }

    /** Confirms entries that the target has had, if the source is sealed, as the record says; fails if it is not. */
    private CompletionStage<Void> letGo(Map<ByteString, List<OutboxEntry>> chunk) {
        return source.frozenRead(table, List.of())
                .thenAccept(none -> chunk.values().forEach(applied::addAll));
    }

    private CompletionStage<States> read(Map<ByteString, List<OutboxEntry>> chunk) {
        return source.fencedRead(table, chunk.keySet())
                .thenApply(read -> new States(read, true))
                .exceptionallyCompose(thrown -> Failures.cause(thrown) instanceof StoreException refusal
                                && refusal.kind() == StoreException.Kind.SEALED
                        ? source.frozenRead(table, chunk.keySet()).thenApply(read -> new States(read, false))
                        : CompletableFuture.failedFuture(thrown));
    }

    private CompletionStage<Void> applyAll(List<Repair> repairs) {
        return Window.over(repairs, settings.appliesAtOnce(), this::apply);
    }

    /** Fails only if the source does. */
    private CompletionStage<Void> apply(Repair repair) {
        if (pass.away()) {
            return CompletableFuture.completedFuture(null);
        }
        ByteString key = repair.write().key();
        if (outlivesTombstones(repair.write().version())) {
            if (repair.fresh()) {
                pass.failed(key, clocksApart(), environment.nanoTime());
                return CompletableFuture.completedFuture(null);
            }
            return park(
                    repair.entries(),
                    "older than the target keeps tombstones: it could bring a deleted key back; compare the key by hand");
        }
        return Failures.caught(() -> target.apply(repair.write(), settings.timeout()))
                .handle((done, thrown) -> thrown)
                .thenCompose(thrown -> {
                    if (thrown == null) {
                        pass.succeeded(key);
                        applied.addAll(repair.entries());
                        return CompletableFuture.completedFuture(null);
                    }
                    Throwable cause = Failures.cause(thrown);
                    if (cause instanceof StoreException refusal && refusal.kind() == StoreException.Kind.REJECTED) {
                        return park(repair.entries(), String.valueOf(refusal.getMessage()));
                    }
                    pass.failed(key, cause, environment.nanoTime());
                    return CompletableFuture.completedFuture(null);
                });
    }

    /** It holds for every key: the next one would be as old. */
    private StoreException clocksApart() {
        return new StoreException(
                StoreException.Kind.TABLE_REFUSED,
                KvErrorCode.WRITE_REFUSED,
                "table '" + table
                        + "': a version that the source has just issued is older than the target keeps tombstones"
                        + " (gc_grace_seconds " + target.spec().graceSeconds()
                        + "); set the clocks of the source and of this process right");
    }

    private boolean outlivesTombstones(long version) {
        long graceSeconds = target.spec().graceSeconds();
        long oldestSecond = environment.now().getEpochSecond() - (graceSeconds - graceSeconds / GRACE_MARGIN_DIVISOR);
        return version / 1_000_000 < oldestSecond;
    }

    private CompletionStage<Void> park(List<OutboxEntry> entries, String reason) {
        return Window.over(entries, 1, entry -> {
            String before = parkedBefore.get(entry);
            if (reason.equals(before)) {
                return CompletableFuture.completedFuture(null);
            }
            return source.park(table, entry, reason)
                    .thenRun(() -> counters.add(table, Count.PARKED, before == null ? 1 : 0));
        });
    }

    private CompletionStage<Void> confirm() {
        List<OutboxEntry> done = List.copyOf(applied);
        return done.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : source.confirm(table, done).thenRun(() -> counters.add(table, Count.RECOVERED, done.size()));
    }
}
