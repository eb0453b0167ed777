package io.slipway.migrate.router;

import io.slipway.kv.KvErrorCode;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.migrate.Window;
import io.slipway.spi.StoreException;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.Redo;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.WriteReceipt;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The write path: one attempt of a group of writes under given routes.
 *
 * <p>Tables before the seal go to the source in one atomic batch, which gives them their version; what the phases demand of the target
 * follows. Tables behind the seal go to the target alone, at a version of this process's clock; where a group spans both, the target's
 * part travels in the source's batch as redo entries, so that all of it happens or none. Thread-safe.
 */
final class Writer {

    private static final int TARGET_WRITES_AT_ONCE = 64;

    private final Environment environment;
    private final SourceStore source;
    private final TargetStore targets;
    private final VersionClock clock;
    private final Trust trust;
    private final EarlyApplies earlyApplies;
    private final Confirmations confirmations;
    private final Duration earlyApplyTimeout;

    Writer(
            Environment environment,
            SourceStore source,
            TargetStore targets,
            VersionClock clock,
            Trust trust,
            EarlyApplies earlyApplies,
            Confirmations confirmations,
            Duration earlyApplyTimeout) {
        this.environment = environment;
        this.source = source;
        this.targets = targets;
        this.clock = clock;
        this.trust = trust;
        this.earlyApplies = earlyApplies;
        this.confirmations = confirmations;
        this.earlyApplyTimeout = earlyApplyTimeout;
    }

    /** Ends the attempt of {@code call} with one write. */
    void write(Call<Void> call, Entered routes, KeyedMutation write) {
        if (routes.of(write.name()).targetOnly() && trust.holds()) {
            new TargetPut(call, routes, write.name(), write.at(clock.next())).begin();
        } else {
            call.endsAs(routes, attempt(call, routes, List.of(write), false));
        }
    }

    /** The way of nearly all writes once a table has moved: one key, to the target alone, by a trusted view. */
    private final class TargetPut extends TargetAttempts<Void> {

        private final Call<Void> call;
        private final Entered routes;
        private final RoutedName name;
        private final VersionedWrite write;

        TargetPut(Call<Void> call, Entered routes, RoutedName name, VersionedWrite write) {
            super(call, Purpose.WRITE);
            this.call = call;
            this.routes = routes;
            this.name = name;
            this.write = write;
        }

        @Override
        CompletionStage<Void> request() {
            return Reader.target(name).apply(write, call.remaining());
        }

        @Override
        void succeeded(Void done) {
            if (trust.holds()) {
                call.succeeded(null);
            } else {
                failed(noLongerTrusted());
            }
        }

        @Override
        void failed(Throwable thrown) {
            call.failed(routes, thrown);
        }
    }

    /** Writes all or, if {@code atomic} is false and the target alone has the authority, each by itself. */
    CompletionStage<Void> attempt(Call<Void> call, Entered routes, List<KeyedMutation> writes, boolean atomic) {
        List<KeyedMutation> toSource = new ArrayList<>(writes.size());
        List<KeyedMutation> toTarget = new ArrayList<>();
        for (KeyedMutation write : writes) {
            (routes.of(write.name()).targetOnly() ? toTarget : toSource).add(write);
        }
        if (toTarget.isEmpty()) {
            return sourceFirst(call, routes, toSource, List.of(), 0);
        }
        return trusted(routes, () -> {
            if (!toSource.isEmpty()) {
                return sourceFirst(call, routes, toSource, toTarget, clock.next());
            }
            return atomic && toTarget.size() > 1 ? atomically(call, toTarget) : oneByOne(call, toTarget);
        });
    }

    /** A write to the target alone counts only if this process's view was trusted all the while. */
    private CompletionStage<Void> trusted(Entered routes, Supplier<CompletionStage<Void>> write) {
        return trust.renewed(routes).thenCompose(trusted -> {
            if (!trusted) {
                return CompletableFuture.failedFuture(Trust.untrusted());
            }
            return write.get().thenRun(() -> {
                if (!trust.holds()) {
                    throw noLongerTrusted();
                }
            });
        });
    }

    private static StoreException noLongerTrusted() {
        return new StoreException(
                StoreException.Kind.UNKNOWN,
                KvErrorCode.WRITE_INTERRUPTED,
                "the target has the write, but the answer came when this process's view was no longer trusted");
    }

    private CompletionStage<Void> oneByOne(Call<Void> call, List<KeyedMutation> writes) {
        if (writes.size() == 1) {
            return TargetAttempts.write(call, request(call, writes.get(0)));
        }
        AtomicInteger applied = new AtomicInteger();
        return Window.over(writes, TARGET_WRITES_AT_ONCE, write -> TargetAttempts.oneOfMany(call, request(call, write))
                        .thenRun(applied::incrementAndGet))
                .exceptionallyCompose(
                        thrown -> CompletableFuture.failedFuture(ofMany(thrown, applied.get(), writes.size())));
    }

    private Supplier<CompletionStage<Void>> request(Call<Void> call, KeyedMutation write) {
        VersionedWrite versioned = write.at(clock.next());
        return () -> Reader.target(write.name()).apply(versioned, call.remaining());
    }

    /** Where a part was applied, no failure of another part may say that nothing was. */
    private static Throwable ofMany(Throwable thrown, int applied, int all) {
        if (applied == 0 || Failures.maybeApplied(thrown)) {
            return thrown;
        }
        return new StoreException(
                StoreException.Kind.UNKNOWN,
                KvErrorCode.WRITE_INTERRUPTED,
                applied + " of " + all + " writes were applied, the others may not be: "
                        + Failures.cause(thrown).getMessage(),
                Failures.cause(thrown));
    }

    private CompletionStage<Void> atomically(Call<Void> call, List<KeyedMutation> writes) {
        long version = clock.next();
        return TargetAttempts.write(call, () -> {
            List<TargetWrite> group = new ArrayList<>(writes.size());
            for (KeyedMutation write : writes) {
                group.add(new TargetWrite(Reader.target(write.name()), write.at(version)));
            }
            return targets.applyAtomically(group, call.remaining());
        });
    }

    private CompletionStage<Void> sourceFirst(
            Call<Void> call,
            Entered routes,
            List<KeyedMutation> toSource,
            List<KeyedMutation> toTarget,
            long redoVersion) {
        List<SourceWrite> writes = new ArrayList<>(toSource.size());
        for (KeyedMutation write : toSource) {
            writes.add(new SourceWrite(routes.of(write.name()).table(), write.key(), write.mutation()));
        }
        List<Redo> redo = new ArrayList<>(toTarget.size());
        for (KeyedMutation write : toTarget) {
            redo.add(new Redo(write.name().name(), write.at(redoVersion)));
        }
        return source.write(new SourceBatch(writes, redo)).thenCompose(receipt -> {
            List<CompletionStage<Void>> demanded = new ArrayList<>();
            List<KeyedMutation> awaited = new ArrayList<>();
            for (KeyedMutation write : toSource) {
                Route route = routes.of(write.name());
                switch (route.earlyApply()) {
                    case NONE -> {}
                    case TRIED -> tryEarly(route, write, receipt);
                    case TRIED_FIRST -> demanded.add(bounded(tryEarly(route, write, receipt)));
                    case AWAITED -> awaited.add(write);
                }
            }
            if (!awaited.isEmpty() || !toTarget.isEmpty()) {
                call.lateWith(KvErrorCode.WRITE_HALF, null);
                demanded.add(await(call, awaited, receipt));
                demanded.add(redo(call, toTarget, redoVersion));
            }
            return all(demanded);
        });
    }

    private CompletionStage<Void> await(Call<Void> call, List<KeyedMutation> writes, WriteReceipt receipt) {
        return Window.over(writes, TARGET_WRITES_AT_ONCE, write -> {
            VersionedWrite versioned = write.at(receipt.version());
            return TargetAttempts.secondHalf(
                            call, () -> Reader.target(write.name()).apply(versioned, call.remaining()))
                    .thenRun(() -> confirm(write, receipt));
        });
    }

    private CompletionStage<Boolean> tryEarly(Route route, KeyedMutation write, WriteReceipt receipt) {
        return earlyApplies
                .attempt(write.name().name(), route.target(), write.at(receipt.version()))
                .thenApply(applied -> {
                    if (applied) {
                        confirm(write, receipt);
                    }
                    return applied;
                });
    }

    private void confirm(KeyedMutation write, WriteReceipt receipt) {
        String table = write.name().name();
        if (receipt.enrolled().contains(table)) {
            confirmations.add(table, write.entryAt(receipt.version()));
        }
    }

    /** The batch has happened once the source has it; the target's part is applied now, or by the recoverer. */
    private CompletionStage<Void> redo(Call<Void> call, List<KeyedMutation> writes, long version) {
        return Window.over(writes, TARGET_WRITES_AT_ONCE, write -> {
            VersionedWrite versioned = write.at(version);
            return TargetAttempts.secondHalf(
                            call, () -> Reader.target(write.name()).apply(versioned, call.remaining()))
                    .thenRun(() ->
                            confirmations.add(write.name().name(), new OutboxEntry(write.key(), version, versioned)));
        });
    }

    /** Ends with {@code attempt}, or when policy {@code required} has waited long enough. */
    private CompletionStage<Void> bounded(CompletionStage<Boolean> attempt) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Environment.Cancellable timer = environment.schedule(earlyApplyTimeout, () -> ended.complete(null));
        attempt.whenComplete((applied, thrown) -> {
            timer.cancel();
            ended.complete(null);
        });
        return ended;
    }

    private static CompletionStage<Void> all(List<CompletionStage<Void>> stages) {
        if (stages.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }
}
