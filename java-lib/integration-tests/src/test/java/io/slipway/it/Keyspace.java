package io.slipway.it;

/**
 * A keyspace that one test has for itself, replicated to every server of the cluster.
 *
 * @param name lower case, needs no quotes
 */
public record Keyspace(String name) {
    /** The name of a table in this keyspace, as a statement wants it. */
    public String table(String table) {
        return name + "." + table;
    }
}
