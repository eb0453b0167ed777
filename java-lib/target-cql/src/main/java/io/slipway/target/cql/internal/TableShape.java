package io.slipway.target.cql.internal;

import io.slipway.spi.Layout;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns of a table, as the server's own schema tables list them.
 *
 * @param columns in no particular order
 */
record TableShape(List<Column> columns) {

    /**
     * One column.
     *
     * @param kind {@code partition_key}, {@code clustering} or {@code regular}
     * @param position among those of its kind; -1 for regular ones
     */
    record Column(String name, String type, String kind, int position) {

        static Column partition(String name, String type, int position) {
            return new Column(name, type, "partition_key", position);
        }

        static Column clustering(String name, String type, int position) {
            return new Column(name, type, "clustering", position);
        }

        static Column regular(String name, String type) {
            return new Column(name, type, "regular", -1);
        }

        boolean isPartition() {
            return kind.equals("partition_key");
        }

        boolean isClustering() {
            return kind.equals("clustering");
        }
    }

    static TableShape ofValues(Layout layout) {
        Stream<Column> values = Stream.of(
                Column.regular("value", "blob"), Column.regular("head", "blob"), Column.regular("expires", "bigint"));
        return new TableShape(Stream.concat(keyColumns(layout), values).toList());
    }

    private static Stream<Column> keyColumns(Layout layout) {
        if (layout instanceof Layout.Prefix) {
            return Stream.of(Column.partition("p", "blob", 0), Column.clustering("c", "blob", 0));
        }
        if (layout instanceof Layout.Bucketed) {
            return Stream.of(
                    Column.partition("p", "blob", 0),
                    Column.partition("bucket", "int", 1),
                    Column.clustering("c", "blob", 0));
        }
        return Stream.of(Column.partition("key", "blob", 0));
    }

    static TableShape ofChunks() {
        return new TableShape(List.of(
                Column.partition("key", "blob", 0),
                Column.clustering("version", "bigint", 0),
                Column.clustering("hash", "blob", 1),
                Column.clustering("idx", "int", 2),
                Column.regular("data", "blob")));
    }

    static TableShape ofBatches() {
        return new TableShape(List.of(
                Column.partition("id", "uuid", 0),
                Column.clustering("piece", "int", 0),
                Column.regular("created", "bigint"),
                Column.regular("data", "blob")));
    }

    static TableShape ofFailures() {
        return new TableShape(List.of(
                Column.partition("source_table", "text", 0),
                Column.partition("day", "date", 1),
                Column.clustering("at", "timestamp", 0),
                Column.clustering("id", "uuid", 1),
                Column.regular("kind", "text"),
                Column.regular("service", "text"),
                Column.regular("process", "text"),
                Column.regular("key_prefix", "text"),
                Column.regular("key_bytes", "int"),
                Column.regular("key_hash", "text"),
                Column.regular("code", "text"),
                Column.regular("detail", "text"),
                Column.regular("source_version", "bigint"),
                Column.regular("target_version", "bigint"),
                Column.regular("source_hash", "text"),
                Column.regular("target_hash", "text")));
    }

    boolean sameAs(TableShape other) {
        return columns.size() == other.columns.size() && columns.containsAll(other.columns);
    }

    List<String> partitionNames() {
        return columns.stream().filter(Column::isPartition).map(Column::name).toList();
    }

    List<String> keyNames() {
        return columns.stream()
                .filter(column -> column.isPartition() || column.isClustering())
                .map(Column::name)
                .toList();
    }

    /** The column list and primary key of a CREATE TABLE. */
    String cql() {
        String list = columns.stream()
                .map(column -> column.name() + " " + column.type())
                .collect(Collectors.joining(", "));
        String clustering = columns.stream()
                .filter(Column::isClustering)
                .map(column -> ", " + column.name())
                .collect(Collectors.joining());
        return "(" + list + ", PRIMARY KEY ((" + String.join(", ", partitionNames()) + ")" + clustering + "))";
    }

    @Override
    public String toString() {
        return columns.stream()
                .map(column -> column.name() + " " + column.type()
                        + (column.isPartition() || column.isClustering() ? " " + column.kind() : ""))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
