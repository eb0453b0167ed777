package io.slipway.bench.server;

import java.util.HashSet;
import java.util.Set;

/** Brings a table over or compares it, as a whole. For one thread. */
abstract class MoveWork implements AutoCloseable {

    private final Set<Integer> loaded = new HashSet<>();
    private int attempt;

    /** @param words the work, {@code load} or {@code scan}, and the number of rows */
    final Run run(String[] words) throws Exception {
        int rows = Integer.parseInt(words[1]);
        return switch (words[0]) {
            case "load" -> load("load_" + side() + "_" + attempt++, rows);
            case "scan" -> {
                // A scan leaves its table as it was: the next one of that size takes it again.
                String table = "scan_" + side() + "_" + rows;
                if (loaded.add(rows)) {
                    load(table, rows);
                }
                yield scan(table, rows);
            }
            default -> throw new IllegalArgumentException("unknown work " + words[0]);
        };
    }

    /** Part of the tables' names, so that the sides do not meet. */
    abstract String side();

    /** Makes a table of {@code rows} rows in the old store, and measures how they come to the target. */
    abstract Run load(String table, int rows) throws Exception;

    /** Measures how a table that was loaded is read through at both sides. */
    abstract Run scan(String table, int rows) throws Exception;

    @Override
    public abstract void close();
}
