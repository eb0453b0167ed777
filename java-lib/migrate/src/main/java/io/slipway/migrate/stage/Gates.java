package io.slipway.migrate.stage;

import static io.slipway.migrate.stage.GateNumber.Kind.AWAITED;
import static io.slipway.migrate.stage.GateNumber.Kind.EVIDENCE;
import static io.slipway.migrate.stage.GateNumber.Kind.SAFETY;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
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

    Gates(SourceStore source, ConfigStore config) {
        this.source = source;
        this.config = config;
    }

    /**
     * The numbers for the step from the record's phase to {@code next}, as they are now.
     *
     * @param below entries of the outbox with an older version must have left it
     */
    CompletionStage<List<GateNumber>> numbers(TableConfig record, Phase next, boolean acceptFinal, long below) {
        return switch (step(record.phase(), next)) {
            case OPEN -> CompletableFuture.completedFuture(List.of());
            case TO_AUDIT ->
                config.evidence(record.spec().name(), record.entry()).thenApply(Gates::loaded);
            case TO_CONFIRM ->
                config.evidence(record.spec().name(), record.entry())
                        .thenCombine(source.outboxStatus(record.spec().name()), Gates::validated);
            case TO_READ_TARGET ->
                source.outboxStatus(record.spec().name()).thenApply(status -> drained(status, below));
            case TO_TARGET ->
                source.outboxStatus(record.spec().name()).thenApply(status -> finalStep(status, below, acceptFinal));
        };
    }

    private enum Step {
        OPEN,
        TO_AUDIT,
        TO_CONFIRM,
        TO_READ_TARGET,
        TO_TARGET
    }

    private static Step step(Phase from, Phase next) {
        if (next.compareTo(from) < 0) {
            return Step.OPEN;
        }
        return switch (next) {
            case SOURCE, ENROLLED, DUAL_WRITE -> Step.OPEN;
            case AUDIT -> Step.TO_AUDIT;
            case CONFIRM -> Step.TO_CONFIRM;
            case READ_TARGET -> Step.TO_READ_TARGET;
            case TARGET -> Step.TO_TARGET;
        };
    }

    /** Whether the step needs a version issued now, below which the outbox must be empty. */
    static boolean needsDrain(Phase from, Phase next) {
        Step step = step(from, next);
        return step == Step.TO_READ_TARGET || step == Step.TO_TARGET;
    }

    /** Whether parked entries stand in the step's way. */
    static boolean countsParked(Phase from, Phase next) {
        return step(from, next) == Step.TO_CONFIRM || needsDrain(from, next);
    }

    private static List<GateNumber> loaded(Map<String, Long> evidence) {
        return List.of(
                GateNumber.atLeast("loads complete", Evidence.LOAD_COMPLETE.sum(evidence), 1, EVIDENCE),
                GateNumber.atLeast("rows loaded", Evidence.ROWS_LOADED.sum(evidence), 0, EVIDENCE));
    }

    private static List<GateNumber> validated(Map<String, Long> evidence, OutboxStatus status) {
        return List.of(
                GateNumber.atLeast("validations complete", Evidence.VALIDATION_COMPLETE.sum(evidence), 1, EVIDENCE),
                GateNumber.zero("validation differences", Evidence.VALIDATION_DIFFERENCES.sum(evidence), EVIDENCE),
                GateNumber.atLeast("comparisons", Evidence.COMPARISONS.sum(evidence), 1, EVIDENCE),
                GateNumber.zero("mismatches", Evidence.MISMATCHES.sum(evidence), EVIDENCE),
                GateNumber.zero("unservable scans", Evidence.UNSERVABLE_SCANS.sum(evidence), EVIDENCE),
                GateNumber.zero("parked entries", status.parked(), SAFETY));
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

    static KvException refusal(String table, Phase from, Phase next, List<GateNumber> numbers) {
        return KvException.of(
                KvErrorCode.GATE_REFUSED,
                "table '" + table + "' stays at " + from.stage().text() + ": the gate from " + from + " to " + next
                        + " does not hold: "
                        + numbers.stream().map(GateNumber::text).collect(Collectors.joining(", ")));
    }
}
