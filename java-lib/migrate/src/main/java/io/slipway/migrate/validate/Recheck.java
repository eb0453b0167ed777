package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.migrate.Patience;
import io.slipway.migrate.Window;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks again at keys that seem to differ, until each is decided.
 *
 * <p>One look: a fenced read F of the keys; wait until the outbox owes the target nothing older than F; read the target; a second fenced read. A
 * key that is the same in both fenced reads and differs at the target does differ: everything up to F is there, and nothing came behind it.
 * It must do so at two looks, because a key that was changed and changed back between the two reads would look the same. All state
 * belongs to one serial.
 */
final class Recheck {

    /** Two fenced reads of that many whole values a look: more would hold a source of one thread up for all. */
    private static final int BATCH_KEYS = 64;

    private static final int CONFIRMING_LOOKS = 2;
    private static final int LOOKS_MAX = 12;
    private static final int SINGLE_READS_AT_ONCE = 16;
    private static final Duration OUTBOX_POLL = Duration.ofMillis(20);
    private static final Duration AWAY_POLL = Duration.ofMillis(200);

    /** What both sides said at one look. */
    private record Look(FencedRead before, boolean drained, AtTarget target, FencedRead after) {}

    /** What the target said: the values that are there, and the keys whose values it cannot put together. */
    private record AtTarget(Map<ByteString, VersionedValue> found, Set<ByteString> unreadable) {}

    private final Environment env;
    private final Executor serial;
    private final SourceStore source;
    private final TargetTable target;
    private final ValidationSettings settings;
    private final boolean repair;
    private final BooleanSupplier cancelled;
    private final Findings findings;
    private final String table;

    Recheck(
            Environment env,
            Executor serial,
            SourceStore source,
            TargetTable target,
            ValidationSettings settings,
            boolean repair,
            BooleanSupplier cancelled,
            Findings findings) {
        this.env = env;
        this.serial = serial;
        this.source = source;
        this.target = target;
        this.settings = settings;
        this.repair = repair;
        this.cancelled = cancelled;
        this.findings = findings;
        this.table = target.spec().name();
    }

    /** Decides every key; fails with {@link CancellationException} if it was cancelled before. */
    CompletionStage<Void> run(List<ByteString> keys) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        serial.execute(() -> batch(keys, 0, end));
        return end;
    }

    private void batch(List<ByteString> keys, int from, CompletableFuture<Void> end) {
        if (from >= keys.size()) {
            end.complete(null);
        } else if (cancelled.getAsBoolean()) {
            end.completeExceptionally(new CancellationException());
        } else {
            int to = Math.min(keys.size(), from + BATCH_KEYS);
            CompletableFuture<Void> decided = new CompletableFuture<>();
            look(List.copyOf(keys.subList(from, to)), new HashMap<>(), 1, decided);
            decided.whenComplete((done, thrown) -> serial.execute(() -> {
                if (thrown != null) {
                    end.completeExceptionally(thrown);
                } else {
                    batch(keys, to, end);
                }
            }));
        }
    }

    /** @param confirmed how many looks in a row each key has differed at */
    private void look(
            List<ByteString> keys, Map<ByteString, Integer> confirmed, int looks, CompletableFuture<Void> decided) {
        fenced(keys)
                .thenCompose(before -> drained(before.version())
                        .thenCompose(drained -> atTarget(keys).thenCompose(atTarget -> fenced(keys)
                                .thenApply(after -> new Look(before, drained, atTarget, after)))))
                .whenComplete((look, thrown) -> serial.execute(() -> {
                    if (thrown != null) {
                        decided.completeExceptionally(Failures.known(thrown));
                    } else {
                        judge(keys, look, confirmed, looks, decided);
                    }
                }));
    }

    private void judge(
            List<ByteString> keys,
            Look look,
            Map<ByteString, Integer> confirmed,
            int looks,
            CompletableFuture<Void> decided) {
        List<ByteString> again = new ArrayList<>();
        List<ByteString> different = new ArrayList<>();
        for (ByteString key : keys) {
            StoredValue at = look.after().found().get(key);
            VersionedValue there = look.target().found().get(key);
            StoredValue atTarget = there == null ? null : there.stored();
            Difference difference = look.target().unreadable().contains(key)
                    ? new Difference(Difference.Kind.UNREADABLE, key, described(at), "unreadable")
                    : difference(key, at, atTarget);
            if (difference == null) {
                continue;
            }
            boolean still =
                    Objects.equals(look.before().found().get(key), at) && !expiresNow(at) && !expiresNow(atTarget);
            if (!still) {
                confirmed.remove(key);
                again.add(key);
            } else if (!look.drained()) {
                findings.undecided();
            } else if (confirmed.merge(key, 1, Integer::sum) >= CONFIRMING_LOOKS) {
                findings.differs(difference);
                different.add(key);
            } else {
                again.add(key);
            }
        }
        repaired(different)
                .whenComplete((done, thrown) -> serial.execute(() -> {
                    if (thrown != null) {
                        decided.completeExceptionally(thrown);
                    } else if (again.isEmpty()) {
                        decided.complete(null);
                    } else if (looks == LOOKS_MAX) {
                        // Whoever stood still and differed when time was up may be wrong or on its way: nobody knows.
                        again.forEach(key -> {
                            if (confirmed.containsKey(key)) {
                                findings.undecided();
                            } else {
                                findings.moving();
                            }
                        });
                        decided.complete(null);
                    } else {
                        env.schedule(
                                settings.settle(),
                                () -> serial.execute(() -> look(again, confirmed, looks + 1, decided)));
                    }
                }));
    }

    private CompletionStage<AtTarget> atTarget(List<ByteString> keys) {
        return call(() -> target.readMany(keys, settings.timeout()))
                .thenApply(found -> new AtTarget(found, Set.of()))
                .exceptionallyCompose(
                        thrown -> Failures.corrupt(Failures.known(thrown).getCause())
                                ? oneByOne(keys)
                                : CompletableFuture.failedFuture(thrown));
    }

    /** One unreadable value fails the read of all, and does not say which it is. */
    private CompletionStage<AtTarget> oneByOne(List<ByteString> keys) {
        Map<ByteString, VersionedValue> found = new ConcurrentHashMap<>();
        Set<ByteString> unreadable = ConcurrentHashMap.newKeySet();
        return Window.over(
                        keys,
                        SINGLE_READS_AT_ONCE,
                        key -> call(() -> target.read(key, settings.timeout()).handle((value, thrown) -> {
                            if (thrown != null && !Failures.corrupt(thrown)) {
                                throw new CompletionException(Failures.cause(thrown));
                            }
                            if (thrown != null) {
                                unreadable.add(key);
                            } else {
                                value.ifPresent(present -> found.put(key, present));
                            }
                            return true;
                        })))
                .thenApply(done -> new AtTarget(found, unreadable));
    }

    private @Nullable Difference difference(ByteString key, @Nullable StoredValue at, @Nullable StoredValue atTarget) {
        Difference.Kind kind;
        if (at == null) {
            if (atTarget == null) {
                return null;
            }
            kind = Difference.Kind.EXTRA;
        } else if (atTarget == null) {
            kind = Difference.Kind.MISSING;
        } else if (!at.value().equals(atTarget.value())) {
            kind = Difference.Kind.VALUE;
        } else if (!Unmatched.sameExpiry(at.expirySecond(), atTarget.expirySecond())) {
            kind = Difference.Kind.EXPIRY;
        } else {
            return null;
        }
        return new Difference(kind, key, described(at), described(atTarget));
    }

    private static String described(@Nullable StoredValue stored) {
        return stored == null ? "absent" : RowHash.brief(stored);
    }

    /** Whether a value is so near its expiry that the two sides' clocks may disagree about its being there. */
    private boolean expiresNow(@Nullable StoredValue stored) {
        Instant now = env.now();
        return stored != null && stored.expires() && stored.expirySecond() <= now.getEpochSecond() + 2;
    }

    /** Writes what a fenced read says: a value or a tombstone, newer than everything that came before, older than what comes behind. */
    private CompletionStage<Void> repaired(List<ByteString> keys) {
        if (!repair || keys.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return fenced(keys)
                .thenCompose(fence -> CompletableFuture.allOf(keys.stream()
                        .map(key -> {
                            StoredValue stored = fence.found().get(key);
                            Mutation mutation = stored == null ? Mutation.delete() : Mutation.put(stored);
                            VersionedWrite write = new VersionedWrite(key, mutation, fence.version());
                            return repaired(write).toCompletableFuture();
                        })
                        .toArray(CompletableFuture<?>[]::new)));
    }

    private CompletionStage<Void> repaired(VersionedWrite write) {
        return call(() -> target.apply(write, settings.timeout()).handle((done, thrown) -> {
                    if (thrown == null) {
                        return true;
                    }
                    if (Failures.cause(thrown) instanceof StoreException store
                            && store.kind() == StoreException.Kind.REJECTED) {
                        return false;
                    }
                    throw Failures.known(thrown);
                }))
                .thenAcceptAsync(
                        applied -> {
                            if (applied) {
                                findings.repaired();
                            }
                        },
                        serial);
    }

    private CompletionStage<FencedRead> fenced(List<ByteString> keys) {
        return call(() -> source.fencedRead(table, keys)).exceptionallyCompose(thrown -> {
            boolean sealed = Failures.known(thrown).getCause() instanceof StoreException store
                    && store.kind() == StoreException.Kind.SEALED;
            return CompletableFuture.failedFuture(sealed ? sealed(table) : thrown);
        });
    }

    static KvException sealed(String table) {
        return KvException.of(
                KvErrorCode.STAGE_EDGE,
                "table '" + table
                        + "' is sealed at its source: the target is the authority now, and nothing at the source"
                        + " can validate or repair it");
    }

    /** Whether the outbox owes the target nothing older than {@code version}, waiting for it a while. */
    private CompletionStage<Boolean> drained(long version) {
        return new Patience(env, settings.outboxWait(), OUTBOX_POLL)
                .until(
                        () -> source.outboxStatus(table)
                                .thenApply(status ->
                                        status.emptyBelow(version) ? Optional.of(true) : Optional.<Boolean>empty()),
                        last -> KvException.of(KvErrorCode.GATE_REFUSED, "the outbox is not empty below " + version))
                .handle((done, thrown) -> thrown == null);
    }

    private <T> CompletionStage<T> call(Supplier<CompletionStage<T>> step) {
        return new Patience(env, settings.awayMax(), AWAY_POLL).call(step);
    }
}
