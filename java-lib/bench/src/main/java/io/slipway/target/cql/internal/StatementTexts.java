package io.slipway.target.cql.internal;

/** The statements that the target sends for one row of a table with layout {@code hash}, for those who compare themselves with it. */
public final class StatementTexts {

    private StatementTexts() {}

    /** Reads the row of a key. */
    public static String read(String keyspace, String table) {
        return "SELECT key, " + RowReader.COLUMNS + " FROM " + keyspace + "." + table + " WHERE key = ?";
    }

    /** Writes a small lasting value: version, value, key. */
    public static String write(String keyspace, String table) {
        return "UPDATE " + keyspace + "." + table + " USING TIMESTAMP ? SET value = ? WHERE key = ?";
    }

    /** Reads a part of the ring: from behind a token up to another. */
    public static String scan(String keyspace, String table) {
        return "SELECT key, " + RowReader.COLUMNS + " FROM " + keyspace + "." + table
                + " WHERE token(key) > ? AND token(key) <= ?";
    }
}
