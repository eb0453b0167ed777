package io.slipway.migrate.stage;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.migrate.Patience;
import io.slipway.spi.StoreException;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceTableState;
import io.slipway.spi.target.TargetStore;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Moves tables from stage to stage, by the steps that this package's description lists.
 *
 * <p>It keeps no state that matters: what config store and source say decides what is left to do, so a driver that died at any step is
 * continued by calling {@link #move} again, in this process or another. Two drivers at once do no harm: every record is published by
 * compare-and-set, and the slower one fails with CONFIG_CONFLICT. Thread-safe; never blocks.
 */
public final class StageDriver {

    private static final Duration POLL = Duration.ofMillis(50);

    private final Environment env;
    private final SourceStore source;
    private final TargetStore target;
    private final ConfigStore config;
    private final OutboxDrain drain;
    private final Liveness liveness;
    private final Duration timeout;
    private final Gates gates;

    /** @param timeout how long one move may wait for processes and for the outbox */
    public StageDriver(
            Environment env,
            SourceStore source,
            TargetStore target,
            ConfigStore config,
            OutboxDrain drain,
            LeaseTerms leases,
            Duration timeout) {
        this.env = env;
        this.source = source;
        this.target = target;
        this.config = config;
        this.drain = drain;
        this.liveness = new Liveness(env, leases);
        this.timeout = timeout;
        this.gates = new Gates(source, config, liveness);
    }

    /**
     * Moves a table; completes with its last record once every living process follows it. Does nothing if the table is there already,
     * but finishes what an interrupted move left.
     *
     * <p>Fails with {@link KvException}: TABLE_UNKNOWN, STAGE_EDGE, GATE_REFUSED (the message lists the numbers, or who has not
     * acknowledged), CONFIG_CONFLICT, or what a store failed with. The table then stands at a phase that its record names, safe to stay
     * at; the one exception is a move to {@code target} that fails after the seal: writes wait until it is repeated.
     */
    public CompletionStage<TableConfig> move(StageMove move) {
        return travel(move, (record, state) -> steps(move, record, state));
    }

    /**
     * Takes the first step alone, SOURCE to ENROLLED; completes with the table's record, unchanged where it is further on. Fails like {@link
     * #move}.
     */
    public CompletionStage<TableConfig> enrol(String table, String reason, String author) {
        return travel(
                StageMove.of(table, Stage.SOURCE, reason, author),
                (record, state) -> record.phase() == Phase.SOURCE ? List.of(Step.to(Phase.ENROLLED)) : List.of());
    }

    private CompletionStage<TableConfig> travel(
            StageMove move, BiFunction<TableConfig, SourceTableState, List<Step>> steps) {
        Patience patience = new Patience(env, timeout, POLL);
        CompletionStage<TableConfig> moved = record(patience, move.table())
                .thenCompose(record -> patience.call(() -> source.state(move.table()))
                        .thenCompose(state -> walk(patience, move, record, steps.apply(record, state))));
        return Failures.known(moved);
    }

    /** The numbers that the table's next step towards {@code to} looks at, as they are now. Changes nothing. */
    public CompletionStage<List<GateNumber>> numbers(String table, Stage to) {
        return numbers(StageMove.of(table, to, "", ""));
    }

    /** The numbers that the next step of {@code move} would look at, as they are now. Changes nothing. */
    public CompletionStage<List<GateNumber>> numbers(StageMove move) {
        Patience patience = new Patience(env, timeout, POLL);
        CompletionStage<List<GateNumber>> numbers = record(patience, move.table())
                .thenCompose(record -> {
                    List<Step> steps = Edges.steps(move, record);
                    if (steps.isEmpty()) {
                        return CompletableFuture.completedFuture(List.of());
                    }
                    return patience.call(() -> source.fencedRead(move.table(), List.of())
                            .thenCompose(fence -> gates.numbers(record, steps.get(0), move, fence.version())));
                });
        return Failures.known(numbers);
    }

    private CompletionStage<TableConfig> record(Patience patience, String table) {
        return patience.call(() -> config.read(table))
                .thenApply(found -> found.orElseThrow(() -> KvException.of(
                        KvErrorCode.TABLE_UNKNOWN,
                        "table '" + table + "' has no record in the config store; import it first")));
    }

    /** A sealed source can only go forward: nobody can write or read there any more, whatever the record says. */
    private static List<Step> steps(StageMove move, TableConfig record, SourceTableState state) {
        if (!state.sealed() || record.phase() == Phase.TARGET) {
            return Edges.steps(move, record);
        }
        if (move.to() == Stage.TARGET && move.service() == null) {
            return List.of(Step.to(Phase.TARGET));
        }
        throw KvException.of(
                KvErrorCode.STAGE_EDGE,
                "table '" + move.table() + "' cannot move to " + move.to().text()
                        + ": its source is sealed by a move to target that has not ended; repeat that move");
    }

    private CompletionStage<TableConfig> walk(Patience patience, StageMove move, TableConfig record, List<Step> steps) {
        CompletionStage<TableConfig> settled = settle(patience, record);
        if (steps.isEmpty()) {
            return settled;
        }
        return settled.thenCompose(now -> step(patience, move, now, steps.get(0)))
                .thenCompose(next -> walk(patience, move, next, steps.subList(1, steps.size())));
    }

    /** Every living process follows {@code record}, and the source accepts nothing older. */
    private CompletionStage<TableConfig> settle(Patience patience, TableConfig record) {
        String table = record.spec().name();
        return resealed(patience, record)
                .thenCompose(none -> acknowledged(patience, record))
                .thenCompose(none -> patience.call(() -> source.state(table)))
                .thenCompose(state -> asserted(patience, record, state))
                .thenCompose(state -> {
                    if (!state.enrolled()) {
                        return CompletableFuture.completedFuture(record);
                    }
                    // A move that stopped between opening the window and publishing leaves it one epoch ahead; nobody
                    // is there yet.
                    long max = Math.max(record.epoch(), state.epochMax());
                    if (state.epochMin() > record.epoch() || max > record.epoch() + 1) {
                        throw overtaken(record, state);
                    }
                    return admit(patience, record, record.epoch(), max).thenApply(admitted -> record);
                });
    }

    /** Before anybody is waited for: a source that lost its seal while TARGET was published would answer whoever has not heard of it. */
    private CompletionStage<Void> resealed(Patience patience, TableConfig record) {
        return record.phase() != Phase.TARGET
                ? CompletableFuture.completedFuture(null)
                : patience.call(() -> source.state(record.spec().name()))
                        .thenCompose(state -> asserted(patience, record, state))
                        .thenApply(state -> null);
    }

    /** A source that failed over between a step and its record may have lost the step: it takes it again. */
    private CompletionStage<SourceTableState> asserted(Patience patience, TableConfig record, SourceTableState state) {
        String table = record.spec().name();
        if (record.phase() != Phase.SOURCE && !state.enrolled()) {
            return patience.call(() -> source.enrol(table, record.epoch()))
                    .thenCompose(enrolled -> asserted(patience, record, enrolled));
        }
        return record.phase() == Phase.TARGET && !state.sealed()
                ? patience.call(() -> source.seal(table, record.epoch()))
                : CompletableFuture.completedFuture(state);
    }

    private CompletionStage<Void> acknowledged(Patience patience, TableConfig record) {
        String table = record.spec().name();
        AtomicReference<List<String>> missing = new AtomicReference<>(List.of());
        return patience.until(
                        () -> liveness.live(config).thenApply(live -> {
                            List<String> late = live.stream()
                                    .filter(process -> process.acknowledged().getOrDefault(table, 0L) < record.epoch())
                                    .map(process -> process.process() + " (" + process.service() + ")")
                                    .toList();
                            missing.set(late);
                            return late.isEmpty() ? Optional.of(record) : Optional.<TableConfig>empty();
                        }),
                        last -> KvException.of(
                                KvErrorCode.GATE_REFUSED,
                                "table '" + table + "' waits at " + record.phase() + ": epoch " + record.epoch()
                                        + " was not acknowledged within " + timeout + " by: "
                                        + String.join(", ", missing.get()),
                                last))
                .thenApply(done -> null);
    }

    private CompletionStage<TableConfig> step(Patience patience, StageMove move, TableConfig record, Step next) {
        Phase phase = next.phase();
        return prepared(patience, record, phase)
                .thenCompose(ready -> sealedAlready(patience, record, phase))
                .thenCompose(already ->
                        already ? CompletableFuture.<Void>completedFuture(null) : gate(patience, move, record, next))
                .thenCompose(open -> floor(patience, record, phase))
                .thenCompose(floor -> window(patience, record, phase)
                        .thenCompose(opened -> publish(
                                patience,
                                record.next(
                                                phase,
                                                move.recordedReason(),
                                                move.author(),
                                                env.now().truncatedTo(ChronoUnit.MILLIS))
                                        .withFloor(floor)
                                        .withTargetReaders(next.targetReaders()))));
    }

    /** The target's table must be there, and fit, before the first write is logged for it. */
    private CompletionStage<Void> prepared(Patience patience, TableConfig record, Phase phase) {
        return phase == Phase.ENROLLED && record.phase() == Phase.SOURCE
                ? patience.call(() -> target.prepare(record.spec()).thenApply(none -> true))
                        .thenApply(done -> null)
                : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Boolean> sealedAlready(Patience patience, TableConfig record, Phase phase) {
        return phase == Phase.TARGET
                ? patience.call(() -> source.state(record.spec().name())).thenApply(SourceTableState::sealed)
                : CompletableFuture.completedFuture(false);
    }

    private CompletionStage<Void> gate(Patience patience, StageMove move, TableConfig record, Step next) {
        CompletionStage<Void> tried =
                Gates.countsParked(record, next) ? unpark(move.table()) : CompletableFuture.completedFuture(null);
        if (!Gates.needsDrain(record, next)) {
            return tried.thenCompose(none -> hold(patience, move, record, next, Long.MAX_VALUE));
        }
        return tried.thenCompose(none -> patience.call(() -> source.fencedRead(move.table(), List.of())))
                .thenCompose(fence -> hold(patience, move, record, next, fence.version()));
    }

    /** Whoever has mended what the target refused expects the next move to find out; if it was in vain, the gate's numbers say so. */
    private CompletionStage<Void> unpark(String table) {
        return source.outboxStatus(table)
                .thenCompose(status ->
                        status.parked() == 0 ? CompletableFuture.<Void>completedFuture(null) : drain.drain(table, 0))
                .exceptionally(thrown -> null);
    }

    /** Drains below {@code below} until the gate's numbers hold. */
    private CompletionStage<Void> hold(Patience patience, StageMove move, TableConfig record, Step next, long below) {
        AtomicReference<List<GateNumber>> last = new AtomicReference<>(List.of());
        Supplier<CompletionStage<Optional<Boolean>>> look =
                () -> gates.numbers(record, next, move, below).thenApply(numbers -> {
                    last.set(numbers);
                    if (Gates.refusedAtOnce(numbers, move.force())) {
                        throw Gates.refusal(record, next, numbers);
                    }
                    return Gates.open(numbers) ? Optional.of(true) : Optional.empty();
                });
        return patience.until(
                        () -> look.get()
                                .thenCompose(open -> open.isPresent()
                                        ? CompletableFuture.completedFuture(open)
                                        : drain.drain(move.table(), below).thenCompose(drained -> look.get())),
                        late -> Gates.refusal(record, next, last.get()))
                .thenApply(done -> null);
    }

    /** For a step to TARGET: ends the source's authority and carries everything it still has over; the floor of all later versions. */
    private CompletionStage<Long> floor(Patience patience, TableConfig record, Phase phase) {
        if (phase != Phase.TARGET) {
            return CompletableFuture.completedFuture(record.floor());
        }
        String table = record.spec().name();
        return patience.call(() -> config.read(table))
                .thenCompose(now -> now.filter(record::equals).isPresent()
                        ? patience.call(() -> source.seal(table, record.epoch()))
                        : CompletableFuture.failedFuture(KvException.of(
                                KvErrorCode.CONFIG_CONFLICT,
                                "table '" + table
                                        + "' was moved by somebody else meanwhile; look at it and decide again")))
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(conflictIfStale(record, thrown)))
                .thenCompose(state -> emptied(patience, record).thenApply(done -> state.floor()));
    }

    private CompletionStage<Void> emptied(Patience patience, TableConfig record) {
        String table = record.spec().name();
        AtomicReference<String> left = new AtomicReference<>("an unknown number");
        Supplier<CompletionStage<Optional<Boolean>>> look =
                () -> source.outboxStatus(table).thenApply(status -> {
                    left.set(status.depth() + " waiting, " + status.parked() + " parked");
                    return status.emptyBelow(Long.MAX_VALUE) && status.parked() == 0
                            ? Optional.of(true)
                            : Optional.empty();
                });
        return patience.until(
                        () -> drain.drain(table, Long.MAX_VALUE).thenCompose(drained -> look.get()),
                        last -> KvException.of(
                                KvErrorCode.GATE_REFUSED,
                                "table '" + table + "' is sealed at its source, but the outbox was not emptied within "
                                        + timeout + ": " + left.get()
                                        + " entries; writes wait: make the target reachable, look at the reasons of"
                                        + " parked entries, and repeat the move",
                                last))
                .thenApply(done -> null);
    }

    private CompletionStage<SourceTableState> window(Patience patience, TableConfig record, Phase phase) {
        String table = record.spec().name();
        return phase == Phase.ENROLLED && record.phase() == Phase.SOURCE
                ? patience.call(() -> source.enrol(table, record.epoch() + 1))
                : admit(patience, record, record.epoch(), record.epoch() + 1)
                        .thenApply(state -> fitting(record, phase, state));
    }

    /** What is about to be published must agree with the seal, whatever happened to the source since the gate was looked at. */
    private static SourceTableState fitting(TableConfig record, Phase phase, SourceTableState state) {
        if (state.sealed() == (phase == Phase.TARGET)) {
            return state;
        }
        throw KvException.of(
                KvErrorCode.CONFIG_CONFLICT,
                "table '" + record.spec().name() + "' does not move to "
                        + phase.stage().text() + ": "
                        + (state.sealed()
                                ? "another move to target has sealed its source; repeat that move"
                                : "its source has lost the seal, as a failover may do; repeat the move"));
    }

    private CompletionStage<SourceTableState> admit(Patience patience, TableConfig record, long min, long max) {
        return patience.call(() -> source.admit(record.spec().name(), min, max))
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(conflictIfStale(record, thrown)));
    }

    private static Throwable conflictIfStale(TableConfig record, Throwable thrown) {
        return Failures.known(thrown).getCause() instanceof StoreException store
                        && store.kind() == StoreException.Kind.STALE_EPOCH
                ? KvException.of(
                        KvErrorCode.CONFIG_CONFLICT,
                        "table '" + record.spec().name() + "': the source is past epoch " + record.epoch()
                                + ": another move came first; look at the table and decide again",
                        thrown)
                : thrown;
    }

    /** Whether the record was published is read back where the answer got lost, so that nobody steps twice. */
    private CompletionStage<TableConfig> publish(Patience patience, TableConfig next) {
        String table = next.spec().name();
        return patience.call(() -> config.publish(next)
                .thenCompose(published -> published
                        ? CompletableFuture.completedFuture(next)
                        : config.read(table).thenApply(found -> {
                            if (found.filter(next::equals).isPresent()) {
                                return next;
                            }
                            String now = found.map(record -> record.phase() + " at epoch " + record.epoch()).stream()
                                    .collect(Collectors.joining());
                            throw KvException.of(
                                    KvErrorCode.CONFIG_CONFLICT,
                                    "table '" + table + "' was moved by somebody else meanwhile: it is " + now);
                        })));
    }

    private static KvException overtaken(TableConfig record, SourceTableState state) {
        return KvException.of(
                KvErrorCode.CONFIG_CONFLICT,
                "table '" + record.spec().name() + "': the source accepts epochs " + state.epochMin() + " to "
                        + state.epochMax() + ", the config store has " + record.epoch()
                        + ": another move came first, or this config store is not the one that the source was migrated with");
    }
}
