package io.slipway.migrate.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.savepoint.SavepointFrame;
import io.slipway.spi.KeyRange;
import io.slipway.spi.config.TableConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a load has come.
 *
 * @param entry the entry into dual-write that it loads for
 */
record LoadSavepoint(String table, String target, long entry, List<Split> splits, List<RefusedRow> refused) {

    private static final SavepointFrame FRAME = new SavepointFrame("SLIPLD01");
    private static final int COUNT_MAX = 100_000;

    /**
     * One part of the table.
     *
     * @param resume every row up to and including this key is confirmed; null for none
     */
    record Split(KeyRange range, @Nullable ByteString resume, boolean done, long rows, long bytes) {}

    LoadSavepoint {
        splits = List.copyOf(splits);
        refused = List.copyOf(refused);
    }

    ByteString encode() {
        return FRAME.wrap(this::write);
    }

    /**
     * Reads a savepoint for a load of {@code record}; empty if it is from an earlier entry into dual-write, and so of no use any more.
     *
     * @throws KvException SAVEPOINT if these bytes are damaged, or belong to another table
     */
    static Optional<LoadSavepoint> decode(String name, ByteString bytes, TableConfig record) {
        LoadSavepoint read = FRAME.unwrap(name, bytes, LoadSavepoint::read);
        if (!read.table.equals(record.spec().name())
                || !read.target.equals(record.spec().target())
                || read.entry > record.entry()) {
            throw KvException.of(
                    KvErrorCode.SAVEPOINT,
                    "savepoint " + name + " belongs to another load: table '" + read.table + "' to '" + read.target
                            + "', entry " + read.entry + "; this one is table '"
                            + record.spec().name() + "' to '"
                            + record.spec().target() + "', entry " + record.entry()
                            + "; nothing was changed. Name another file, or move this one away to load from the beginning");
        }
        return read.entry == record.entry() ? Optional.of(read) : Optional.empty();
    }

    private void write(CodedOutputStream out) throws IOException {
        out.writeStringNoTag(table);
        out.writeStringNoTag(target);
        out.writeInt64NoTag(entry);
        out.writeInt32NoTag(splits.size());
        for (Split split : splits) {
            out.writeBytesNoTag(split.range().from());
            writeOptional(out, split.range().to());
            writeOptional(out, split.resume());
            out.writeBoolNoTag(split.done());
            out.writeInt64NoTag(split.rows());
            out.writeInt64NoTag(split.bytes());
        }
        out.writeInt32NoTag(refused.size());
        for (RefusedRow row : refused) {
            out.writeBytesNoTag(row.key());
            out.writeStringNoTag(row.reason());
        }
    }

    private static LoadSavepoint read(CodedInputStream in) throws IOException {
        String table = in.readString();
        String target = in.readString();
        long entry = in.readInt64();
        List<Split> splits = new ArrayList<>();
        for (int i = count(in); i > 0; i--) {
            KeyRange range = new KeyRange(in.readBytes(), readOptional(in));
            splits.add(new Split(range, readOptional(in), in.readBool(), in.readInt64(), in.readInt64()));
        }
        List<RefusedRow> refused = new ArrayList<>();
        for (int i = count(in); i > 0; i--) {
            refused.add(new RefusedRow(in.readBytes(), in.readString()));
        }
        return new LoadSavepoint(table, target, entry, splits, refused);
    }

    private static int count(CodedInputStream in) throws IOException {
        int count = in.readInt32();
        if (count < 0 || count > COUNT_MAX) {
            throw new IOException("a count of " + count);
        }
        return count;
    }

    private static void writeOptional(CodedOutputStream out, @Nullable ByteString bytes) throws IOException {
        out.writeBoolNoTag(bytes != null);
        if (bytes != null) {
            out.writeBytesNoTag(bytes);
        }
    }

    private static @Nullable ByteString readOptional(CodedInputStream in) throws IOException {
        return in.readBool() ? in.readBytes() : null;
    }
}
