package io.slipway.target.cql.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedWrite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The writes of a batch, as {@code schemas/proto/slipway/v1/redo.proto} has them.
 *
 * <p>Written by hand, as generated code would tie the service to one protobuf runtime.
 */
record RedoRecord(List<Entry> entries) {

    /** The stream's own default of 4 KiB for each write would cost many times what the record has. Values pass it by. */
    private static final int PART_BUFFER_BYTES = 64;

    /** One write and the table it goes to. */
    record Entry(TableSpec table, VersionedWrite write) {}

    ByteString encode() {
        Map<TableSpec, Integer> indexes = new LinkedHashMap<>();
        entries.forEach(entry -> indexes.putIfAbsent(entry.table(), indexes.size()));
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (TableSpec table : indexes.keySet()) {
                out.writeByteArray(1, table(table));
            }
            for (Entry entry : entries) {
                out.writeBytes(2, write(indexes.get(entry.table()), entry.write()));
            }
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteString();
    }

    private static byte[] table(TableSpec table) throws IOException {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, PART_BUFFER_BYTES);
        out.writeString(1, table.name());
        out.writeString(2, table.target());
        out.writeString(3, table.layout().text());
        out.writeUInt32(4, table.valueBytesMax());
        out.writeUInt32(5, table.graceSeconds());
        out.flush();
        return bytes.toByteString().toByteArray();
    }

    private static ByteString write(int table, VersionedWrite write) throws IOException {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, PART_BUFFER_BYTES);
        out.writeUInt32(1, table);
        out.writeBytes(2, write.key());
        out.writeUInt64(3, write.version());
        if (write.mutation() instanceof Mutation.Put put) {
            out.writeBytes(5, put.value().value());
            if (put.value().expires()) {
                out.writeUInt64(6, put.value().expirySecond());
            }
        } else {
            out.writeBool(4, true);
        }
        out.flush();
        return bytes.toByteString();
    }

    /**
     * Reads what {@link #encode} wrote; fields it does not know are passed over.
     *
     * @throws IllegalArgumentException if it is no redo record
     */
    static RedoRecord decode(ByteString bytes) {
        List<TableSpec> tables = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        CodedInputStream in = bytes.newCodedInput();
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case 1 -> tables.add(readTable(in.readBytes()));
                    case 2 -> entries.add(readWrite(in.readBytes(), tables));
                    default -> in.skipField(tag);
                }
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("not a redo record: " + e.getMessage(), e);
        }
        return new RedoRecord(entries);
    }

    private static TableSpec readTable(ByteString bytes) throws IOException {
        String name = "";
        String target = "";
        String layout = "";
        int valueBytesMax = 0;
        int graceSeconds = 0;
        CodedInputStream in = bytes.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> name = in.readString();
                case 2 -> target = in.readString();
                case 3 -> layout = in.readString();
                case 4 -> valueBytesMax = in.readUInt32();
                case 5 -> graceSeconds = in.readUInt32();
                default -> in.skipField(tag);
            }
        }
        return new TableSpec(name, target, Layout.parse(layout), valueBytesMax, graceSeconds);
    }

    private static Entry readWrite(ByteString bytes, List<TableSpec> tables) throws IOException {
        int table = 0;
        ByteString key = ByteString.EMPTY;
        long version = 0;
        boolean removal = false;
        ByteString value = ByteString.EMPTY;
        long expirySecond = 0;
        CodedInputStream in = bytes.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> table = in.readUInt32();
                case 2 -> key = in.readBytes();
                case 3 -> version = in.readUInt64();
                case 4 -> removal = in.readBool();
                case 5 -> value = in.readBytes();
                case 6 -> expirySecond = in.readUInt64();
                default -> in.skipField(tag);
            }
        }
        Mutation mutation = removal
                ? Mutation.delete()
                : Mutation.put(new StoredValue(value, expirySecond == 0 ? StoredValue.NEVER : expirySecond));
        return new Entry(tables.get(table), new VersionedWrite(key, mutation, version));
    }
}
