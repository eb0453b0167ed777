package io.slipway.migrate.stage;

import static io.slipway.migrate.stage.GateNumber.Kind.AWAITED;
import static io.slipway.migrate.stage.GateNumber.Kind.EVIDENCE;
import static io.slipway.migrate.stage.GateNumber.Kind.SAFETY;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.OutboxStatus;
import io.slipway.spi.source.SourceStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The numbers that stand between a phase and the next one forward. The way back is always open. */
final class Gates {

    private final SourceStore source;
    private final ConfigStore config;
    private final Liveness liveness;

    Gates(SourceStore source, ConfigStore config, Liveness liveness) {
        this.source = source;
        this.config = config;
        this.liveness = liveness;
    }

    /**
     * The numbers for the next step of {@code move} behind {@code record}, as they are now.
     *
     * @param below entries of the outbox with an older version must have left it
     */
    CompletionStage<List<GateNumber>> numbers(TableConfig record, Step next, StageMove move, long below) {
        CompletionStage<List<GateNumber>> own = ofStep(record, next, move.acceptFinal(), below);
        LibraryVersion min = move.libraryMin();
        return min == null || !next.forward(record)
                ? own
                : own.thenCombine(liveness.live(config), (numbers, live) -> {
                    List<GateNumber> all = new ArrayList<>(numbers);
                    all.add(older(live, min));
                    return List.copyOf(all);
                });
    }

    private CompletionStage<List<GateNumber>> ofStep(TableConfig record, Step next, boolean acceptFinal, long below) {
        String table = record.spec().name();
        return switch (proof(record, next)) {
            case NONE -> CompletableFuture.completedFuture(List.of());
            case LOADED -> config.evidence(table, record.entry()).thenApply(Gates::loaded);
            case VALIDATED ->
                config.evidence(table, record.entry())
                        .thenCombine(
                                source.outboxStatus(table), (evidence, status) -> validated(record, evidence, status));
            case DRAINED -> source.outboxStatus(table).thenApply(status -> drained(status, below));
            case FINAL -> source.outboxStatus(table).thenApply(status -> finalStep(status, below, acceptFinal));
        };
    }

    /** What must be proved before a step. */
    private enum Proof {
        NONE,
        LOADED,
        VALIDATED,
        DRAINED,
        FINAL
    }

    private static Proof proof(TableConfig record, Step next) {
        if (!next.forward(record)) {
            return Proof.NONE;
        }
        return switch (next.phase()) {
            case SOURCE, ENROLLED, DUAL_WRITE -> Proof.NONE;
            case AUDIT -> Proof.LOADED;
            case CONFIRM -> next.movesReaders(record) ? Proof.DRAINED : Proof.VALIDATED;
            case READ_TARGET -> Proof.DRAINED;
            case TARGET -> Proof.FINAL;
        };
    }

    /** Whether the step needs a version issued now, below which the outbox must be empty. */
    static boolean needsDrain(TableConfig record, Step next) {
        Proof proof = proof(record, next);
        return proof == Proof.DRAINED || proof == Proof.FINAL;
    }

    private static GateNumber older(List<ProcessStatus> live, LibraryVersion min) {
        List<ProcessStatus> older = live.stream()
                .filter(process -> !min.reachedBy(process.libraryVersion()))
                .toList();
        return GateNumber.zero("processes with a library before " + min.text(), older.size(), SAFETY)
                .detailed(older.stream()
                        .map(process ->
                                process.process() + " (" + process.service() + ", " + process.libraryVersion() + ")")
                        .collect(Collectors.joining(", ")));
    }

    /** Whether parked entries stand in the step's way. */
    static boolean countsParked(TableConfig record, Step next) {
        return proof(record, next) == Proof.VALIDATED || needsDrain(record, next);
    }

    private static List<GateNumber> loaded(Map<String, Long> evidence) {
        return List.of(
                GateNumber.atLeast("loads complete", Evidence.LOAD_COMPLETE.sum(evidence), 1, EVIDENCE),
                GateNumber.atLeast("rows loaded", Evidence.ROWS_LOADED.sum(evidence), 0, EVIDENCE));
    }

    private static List<GateNumber> validated(TableConfig record, Map<String, Long> evidence, OutboxStatus status) {
        return List.of(
                GateNumber.atLeast("validations complete", Evidence.VALIDATION_COMPLETE.sum(evidence), 1, EVIDENCE),
                GateNumber.zero("validation differences", Evidence.VALIDATION_DIFFERENCES.sum(evidence), EVIDENCE),
                comparisons(record, evidence),
                GateNumber.zero("mismatches", Evidence.MISMATCHES.sum(evidence), EVIDENCE),
                GateNumber.zero("unservable scans", Evidence.UNSERVABLE_SCANS.sum(evidence), EVIDENCE),
                GateNumber.zero("parked entries", status.parked(), SAFETY));
    }

    /** Where nobody reads there is nothing to compare: a validation of the whole table, made in audit, has then seen more than any read would. */
    private static GateNumber comparisons(TableConfig record, Map<String, Long> evidence) {
        long made = Evidence.COMPARISONS.sum(evidence);
        if (made > 0 || Evidence.AUDITED_READS.sum(evidence) > 0) {
            return GateNumber.atLeast("comparisons", made, 1, EVIDENCE);
        }
        return Evidence.VALIDATION_EPOCH.sum(evidence) == record.epoch()
                ? GateNumber.atLeast("comparisons (nobody reads; validated in audit)", 0, 0, EVIDENCE)
                : GateNumber.atLeast("comparisons (or, as nobody reads, a validation in audit)", 0, 1, EVIDENCE);
    }

    private static List<GateNumber> drained(OutboxStatus status, long below) {
        return List.of(
                GateNumber.zero(
                        "outbox entries waiting", status.emptyBelow(below) ? 0 : Math.max(1, status.depth()), AWAITED),
                GateNumber.zero("parked entries", status.parked(), SAFETY));
    }

    private static List<GateNumber> finalStep(OutboxStatus status, long below, boolean acceptFinal) {
        List<GateNumber> numbers = new ArrayList<>(drained(status, below));
        numbers.add(GateNumber.atLeast("accepted as final", acceptFinal ? 1 : 0, 1, SAFETY));
        return List.copyOf(numbers);
    }

    /** Whether a refusal is due at once: a number that neither waiting nor {@code force} helps. */
    static boolean refusedAtOnce(List<GateNumber> numbers, boolean force) {
        return numbers.stream().filter(number -> !number.holds()).anyMatch(number -> switch (number.kind()) {
            case EVIDENCE -> !force;
            case SAFETY -> true;
            case AWAITED -> false;
        });
    }

    /** Whether nothing is left to wait for. */
    static boolean open(List<GateNumber> numbers) {
        return numbers.stream().allMatch(number -> number.kind() != AWAITED || number.holds());
    }

    static KvException refusal(TableConfig record, Step next, List<GateNumber> numbers) {
        Phase from = record.phase();
        return KvException.of(
                KvErrorCode.GATE_REFUSED,
                "table '" + record.spec().name() + "' stays at " + from.stage().text() + ": the gate from " + from
                        + " to " + next.phase()
                        + " does not hold: "
                        + numbers.stream().map(GateNumber::text).collect(Collectors.joining(", ")));
    }
}
