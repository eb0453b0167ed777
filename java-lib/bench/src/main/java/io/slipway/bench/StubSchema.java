package io.slipway.bench;

import com.datastax.oss.driver.api.core.DefaultProtocolVersion;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ColumnDefinitions;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.detach.AttachmentPoint;
import com.datastax.oss.driver.api.core.type.codec.TypeCodecs;
import com.datastax.oss.driver.internal.core.cql.DefaultColumnDefinition;
import com.datastax.oss.driver.internal.core.cql.DefaultColumnDefinitions;
import com.datastax.oss.driver.internal.core.cql.DefaultRow;
import com.datastax.oss.protocol.internal.ProtocolConstants.DataType;
import com.datastax.oss.protocol.internal.response.result.ColumnSpec;
import com.datastax.oss.protocol.internal.response.result.RawType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table with layout {@code hash} as a server would describe it, and its one row. */
final class StubSchema {

    static final ColumnDefinitions NO_COLUMNS = DefaultColumnDefinitions.valueOf(List.of());

    private static final Pattern MARKER = Pattern.compile("(\\w+)\\)? ?(?:[<>]=?|=)? ?\\?");
    private static final List<Object[]> VALUES = List.of(
            new Object[] {"key", "blob", "partition_key", 0},
            new Object[] {"value", "blob", "regular", -1},
            new Object[] {"head", "blob", "regular", -1},
            new Object[] {"expires", "bigint", "regular", -1});
    private static final List<Object[]> CHUNKS = List.of(
            new Object[] {"key", "blob", "partition_key", 0},
            new Object[] {"version", "bigint", "clustering", 0},
            new Object[] {"hash", "blob", "clustering", 1},
            new Object[] {"idx", "int", "clustering", 2},
            new Object[] {"data", "blob", "regular", -1});

    private final String chunkTable;
    private final Row row;

    /**
     * @param chunkTable name of the table that holds chunks
     * @param value of the one row
     * @param version of the one row
     */
    StubSchema(String chunkTable, byte[] value, long version) {
        this.chunkTable = chunkTable;
        List<ColumnDefinition> columns = new ArrayList<>();
        List<ByteBuffer> cells = new ArrayList<>();
        add(columns, cells, "key", DataType.BLOB, ByteBuffer.wrap(new byte[32]));
        add(columns, cells, "value", DataType.BLOB, ByteBuffer.wrap(value));
        add(columns, cells, "head", DataType.BLOB, null);
        add(columns, cells, "expires", DataType.BIGINT, null);
        add(columns, cells, "value_version", DataType.BIGINT, bigint(version));
        add(columns, cells, "head_version", DataType.BIGINT, null);
        add(columns, cells, "expires_version", DataType.BIGINT, null);
        add(columns, cells, "value_ttl", DataType.INT, null);
        add(columns, cells, "head_ttl", DataType.INT, null);
        this.row = new DefaultRow(DefaultColumnDefinitions.valueOf(columns), cells, AttachmentPoint.NONE);
    }

    Row row() {
        return row;
    }

    /** What the server's schema tables say. */
    List<Row> answer(SimpleStatement query) {
        boolean chunks = query.getPositionalValues().contains(chunkTable);
        if (query.getQuery().contains("system_schema.tables")) {
            return List.of(options(chunks ? "chunks" : "slipway schema 1, layout hash, chunk 1048576"));
        }
        if (query.getQuery().contains("system_schema.columns")) {
            return (chunks ? CHUNKS : VALUES).stream().map(StubSchema::column).toList();
        }
        throw new UnsupportedOperationException(query.getQuery());
    }

    /** The markers of a statement, typed by what stands before them. */
    static ColumnDefinitions markers(String cql) {
        List<ColumnDefinition> columns = new ArrayList<>();
        Matcher matcher = MARKER.matcher(cql);
        while (matcher.find()) {
            add(columns, new ArrayList<>(), matcher.group(1), type(matcher.group(1)), null);
        }
        return DefaultColumnDefinitions.valueOf(columns);
    }

    private static int type(String before) {
        return switch (before) {
            case "TIMESTAMP", "version", "expires" -> DataType.BIGINT;
            case "TTL", "idx", "bucket" -> DataType.INT;
            default -> DataType.BLOB;
        };
    }

    private static Row options(String comment) {
        List<ColumnDefinition> columns = new ArrayList<>();
        List<ByteBuffer> cells = new ArrayList<>();
        add(columns, cells, "comment", DataType.VARCHAR, text(comment));
        add(columns, cells, "gc_grace_seconds", DataType.INT, integer(Integer.MAX_VALUE));
        add(columns, cells, "default_time_to_live", DataType.INT, integer(0));
        return new DefaultRow(DefaultColumnDefinitions.valueOf(columns), cells, AttachmentPoint.NONE);
    }

    private static Row column(Object[] described) {
        List<ColumnDefinition> columns = new ArrayList<>();
        List<ByteBuffer> cells = new ArrayList<>();
        add(columns, cells, "column_name", DataType.VARCHAR, text((String) described[0]));
        add(columns, cells, "type", DataType.VARCHAR, text((String) described[1]));
        add(columns, cells, "kind", DataType.VARCHAR, text((String) described[2]));
        add(columns, cells, "position", DataType.INT, integer((int) described[3]));
        return new DefaultRow(DefaultColumnDefinitions.valueOf(columns), cells, AttachmentPoint.NONE);
    }

    private static void add(
            List<ColumnDefinition> columns, List<ByteBuffer> cells, String name, int type, ByteBuffer cell) {
        ColumnSpec spec = new ColumnSpec("stub", "stub", name, columns.size(), RawType.PRIMITIVES.get(type));
        columns.add(new DefaultColumnDefinition(spec, AttachmentPoint.NONE));
        cells.add(cell);
    }

    private static ByteBuffer text(String value) {
        return TypeCodecs.TEXT.encode(value, DefaultProtocolVersion.V5);
    }

    private static ByteBuffer integer(int value) {
        return TypeCodecs.INT.encodePrimitive(value, DefaultProtocolVersion.V5);
    }

    private static ByteBuffer bigint(long value) {
        return TypeCodecs.BIGINT.encodePrimitive(value, DefaultProtocolVersion.V5);
    }
}
