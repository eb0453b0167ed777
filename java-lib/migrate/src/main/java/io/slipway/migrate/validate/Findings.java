package io.slipway.migrate.validate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the rechecks of a validation found so far. Not thread-safe. */
final class Findings {

    private final int examplesMax;
    private final Map<Difference.Kind, Long> differences = new EnumMap<>(Difference.Kind.class);
    private final List<Difference> examples = new ArrayList<>();
    private long repaired;
    private long moving;
    private long undecided;

    Findings(int examplesMax) {
        this.examplesMax = examplesMax;
    }

    void differs(Difference difference) {
        differences.merge(difference.kind(), 1L, Long::sum);
        if (examples.size() < examplesMax) {
            examples.add(difference);
        }
    }

    void repaired() {
        repaired++;
    }

    void moving() {
        moving++;
    }

    void undecided() {
        undecided++;
    }

    /** All keys that were not simply alike. */
    long total() {
        return differences.values().stream().mapToLong(Long::longValue).sum() + moving + undecided;
    }

    Map<Difference.Kind, Long> differences() {
        return Map.copyOf(differences);
    }

    List<Difference> examples() {
        return List.copyOf(examples);
    }

    long repairedCount() {
        return repaired;
    }

    long movingCount() {
        return moving;
    }

    long undecidedCount() {
        return undecided;
    }
}
