package io.slipway.it;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server says of all its keyspaces but its own, to compare before and after.
 *
 * @param rows of its schema tables, formatted
 */
record SchemaSnapshot(List<String> rows) {
    static SchemaSnapshot of(CqlSession session) {
        return new SchemaSnapshot(Stream.of("keyspaces", "tables", "columns")
                .flatMap(table -> session.execute("SELECT * FROM system_schema." + table).all().stream())
                .filter(row -> !row.getString("keyspace_name").startsWith("system"))
                .map(Row::getFormattedContents)
                .sorted()
                .toList());
    }
}
