package io.slipway.bench.server;

/** Brings a table over or compares it, as a whole. For one thread. */
abstract class MoveWork implements AutoCloseable {

    private int attempt;

    /** @param words the work, {@code load} or {@code scan}, and the number of rows */
    final Run run(String[] words) throws Exception {
        int rows = Integer.parseInt(words[1]);
        String table = "move_" + side() + "_" + attempt++;
        return switch (words[0]) {
            case "load" -> load(table, rows);
            case "scan" -> scan(table, rows);
            default -> throw new IllegalArgumentException("unknown work " + words[0]);
        };
    }

    /** Part of the tables' names, so that the sides do not meet. */
    abstract String side();

    /** Measures how {@code rows} rows come from the old store to the target. */
    abstract Run load(String table, int rows) throws Exception;

    /** Measures how a table that is the same at both sides is read through there. */
    abstract Run scan(String table, int rows) throws Exception;

    @Override
    public abstract void close();
}
