package io.slipway.migrate.stage;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The table of legal stage changes, and the phases that each of them walks through, one epoch a phase. */
public final class Edges {

    private static final List<Phase> ROAD = List.of(Phase.values());

    private Edges() {}

    /** The stages that a table may move to next. */
    public static Set<Stage> from(Stage stage) {
        return switch (stage) {
            case SOURCE -> EnumSet.of(Stage.DUAL_WRITE);
            case DUAL_WRITE -> EnumSet.of(Stage.SOURCE, Stage.AUDIT);
            case AUDIT -> EnumSet.of(Stage.DUAL_WRITE, Stage.READ_TARGET);
            case READ_TARGET -> EnumSet.of(Stage.AUDIT, Stage.TARGET);
            case TARGET -> EnumSet.noneOf(Stage.class);
        };
    }

    /**
     * Whether records of these two phases may follow each other, and so live beside each other in different processes. Two records of
     * CONFIRM may: they differ in which services read from the target.
     */
    public static boolean adjacent(Phase from, Phase to) {
        if (from == Phase.CONFIRM && to == Phase.CONFIRM) {
            return true;
        }
        boolean neighbours = Math.abs(ROAD.indexOf(from) - ROAD.indexOf(to)) == 1;
        return neighbours && from != Phase.TARGET && to != Phase.SOURCE;
    }

    /**
     * The phases from {@code from} (exclusive) to the stage {@code to}, in order; empty if the table is there already.
     *
     * @throws KvException STAGE_EDGE, with the reason and the legal stages, if there is no such edge
     */
    public static List<Phase> path(String table, Phase from, Stage to) {
        Phase end = end(from, to);
        if (from == end) {
            return List.of();
        }
        if (from.stage() != to && !from(from.stage()).contains(to)) {
            throw illegal(table, from.stage(), to);
        }
        int last = ROAD.indexOf(end);
        int step = end.compareTo(from) > 0 ? 1 : -1;
        List<Phase> path = new ArrayList<>();
        for (int i = ROAD.indexOf(from); i != last; i += step) {
            path.add(ROAD.get(i + step));
        }
        return List.copyOf(path);
    }

    /**
     * The epochs that {@code move} publishes behind {@code record}, in order; empty if nothing is left to do.
     *
     * <p>On the way back from CONFIRM all services read from the source again before anybody may acknowledge a write that the source alone
     * has.
     *
     * @throws KvException STAGE_EDGE if there is no such edge
     */
    static List<Step> steps(StageMove move, TableConfig record) {
        String service = move.service();
        if (service != null) {
            return readerSteps(move, service, record);
        }
        List<Step> steps = new ArrayList<>();
        List<Phase> path = path(move.table(), record.phase(), move.to());
        if (!record.targetReaders().isEmpty() && path.contains(Phase.AUDIT)) {
            steps.add(Step.to(Phase.CONFIRM));
        }
        path.forEach(phase -> steps.add(Step.to(phase)));
        return List.copyOf(steps);
    }

    private static List<Step> readerSteps(StageMove move, String service, TableConfig record) {
        Set<String> readers = new TreeSet<>(record.targetReaders());
        boolean changes =
                switch (move.to()) {
                    case READ_TARGET -> readers.add(service);
                    case AUDIT -> readers.remove(service);
                    case SOURCE, DUAL_WRITE, TARGET ->
                        throw notByService(move, record, "all services take this edge together");
                };
        return switch (record.phase()) {
            case AUDIT ->
                changes ? List.of(Step.to(Phase.CONFIRM), new Step(Phase.CONFIRM, Set.copyOf(readers))) : List.of();
            case CONFIRM -> changes ? List.of(new Step(Phase.CONFIRM, Set.copyOf(readers))) : List.of();
            case READ_TARGET -> {
                if (move.to() == Stage.READ_TARGET) {
                    yield List.of();
                }
                throw notByService(
                        move, record, "all services read from the target; move the table back to audit first");
            }
            case SOURCE, ENROLLED, DUAL_WRITE, TARGET ->
                throw notByService(move, record, "services are routed one by one from audit on, and before target");
        };
    }

    private static KvException notByService(StageMove move, TableConfig record, String reason) {
        return KvException.of(
                KvErrorCode.STAGE_EDGE,
                "table '" + move.table() + "' at " + record.phase().stage().text() + ": service '" + move.service()
                        + "' alone cannot move to " + move.to().text() + ": " + reason);
    }

    /** The phase in which a stage is complete. Whoever goes back to {@code source} stays enrolled: the outbox must have no gap. */
    private static Phase end(Phase from, Stage to) {
        return switch (to) {
            case SOURCE -> from == Phase.SOURCE ? Phase.SOURCE : Phase.ENROLLED;
            case DUAL_WRITE -> Phase.DUAL_WRITE;
            case AUDIT -> Phase.AUDIT;
            case READ_TARGET -> Phase.READ_TARGET;
            case TARGET -> Phase.TARGET;
        };
    }

    private static KvException illegal(String table, Stage from, Stage to) {
        String reason = from == Stage.TARGET
                ? "'target' is final: a way back would need a log of every write since the seal"
                : "the stages between must be passed one by one";
        String legal = from(from).stream().map(Stage::text).collect(Collectors.joining(", "));
        return KvException.of(
                KvErrorCode.STAGE_EDGE,
                "table '" + table + "' cannot move from " + from.text() + " to " + to.text() + ": " + reason
                        + "; from here it can move to: " + (legal.isEmpty() ? "nowhere" : legal));
    }
}
