package io.slipway.migrate.stage;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

    /** Whether records of these two phases may follow each other, and so live beside each other in different processes. */
    public static boolean adjacent(Phase from, Phase to) {
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
