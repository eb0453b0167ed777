package io.slipway.target.cql.internal;

import io.slipway.spi.target.TargetCapabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Advice on what Slipway leaves to whoever runs the servers: how tables are compacted, and what a node refuses. Pure.
 *
 * <p>Rows are small, overwritten and deleted by key, and a load writes each once: so no compaction during a large load, and a strategy that
 * keeps few files a key afterwards. Windows by time fit only values that all expire and that nobody replaces: a tombstone and what it hides
 * would lie in different windows.
 */
final class Tuning {

    private static final Pattern CASSANDRA = Pattern.compile("Apache Cassandra (\\d+)\\..*");
    private static final int UNIFIED_SINCE = 5;
    private static final String WINDOWS = "TimeWindowCompactionStrategy";

    private Tuning() {}

    static List<String> advice(Names names, TargetCapabilities server) {
        Matcher cassandra = CASSANDRA.matcher(server.product());
        boolean unified = cassandra.matches() && Integer.parseInt(cassandra.group(1)) >= UNIFIED_SINCE;
        String strategy = unified
                ? "UnifiedCompactionStrategy"
                : server.product().startsWith("ScyllaDB")
                        ? "IncrementalCompactionStrategy"
                        : "LeveledCompactionStrategy";
        List<String> advice = new ArrayList<>();
        advice.add("for a large load, on both tables: "
                + compaction(names.quotedTable(), "'class': '" + strategy + "', 'enabled': 'false'") + "; "
                + compaction(names.quotedChunks(), "'class': '" + strategy + "', 'enabled': 'false'"));
        advice.add("after it: " + compaction(names.quotedTable(), "'class': '" + strategy + "'") + "; "
                + compaction(names.quotedChunks(), "'class': '" + strategy + "'"));
        advice.add(
                "instead, if every value expires and none is replaced or deleted before: "
                        + compaction(names.quotedTable(), "'class': '" + WINDOWS + "'")
                        + ", with compaction_window_unit and compaction_window_size so that 20 to 50 windows cover the time to live");
        if (unified) {
            advice.add("on every node, against versions from the far future, which nothing overwrites:"
                    + " maximum_timestamp_fail_threshold: 1h in cassandra.yaml");
        }
        return List.copyOf(advice);
    }

    private static String compaction(String table, String options) {
        return "ALTER TABLE " + table + " WITH compaction = {" + options + "}";
    }
}
