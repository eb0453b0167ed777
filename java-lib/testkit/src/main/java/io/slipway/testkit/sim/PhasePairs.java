package io.slipway.testkit.sim;

import io.slipway.spi.config.TableConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the calls that were made while two living processes saw a table in two adjacent epochs. */
final class PhasePairs {

    private final Map<SimProcess, Map<String, TableConfig>> views = new HashMap<>();
    private final SortedMap<PhaseStep, Long> calls = new TreeMap<>();

    void sees(SimProcess process, Map<String, TableConfig> records) {
        views.put(process, records);
    }

    void called(SimProcess caller, String table) {
        TableConfig own = view(caller, table);
        for (SimProcess other : views.keySet()) {
            TableConfig theirs = view(other, table);
            if (own == null || theirs == null || other.crashed() || Math.abs(own.epoch() - theirs.epoch()) != 1) {
                continue;
            }
            boolean ahead = own.epoch() > theirs.epoch();
            PhaseStep step =
                    ahead ? new PhaseStep(theirs.phase(), own.phase()) : new PhaseStep(own.phase(), theirs.phase());
            calls.merge(step, 1L, Long::sum);
        }
    }

    private @org.jspecify.annotations.Nullable TableConfig view(SimProcess process, String table) {
        Map<String, TableConfig> records = views.get(process);
        return records == null ? null : records.get(table);
    }

    SortedMap<PhaseStep, Long> calls() {
        return calls;
    }
}
