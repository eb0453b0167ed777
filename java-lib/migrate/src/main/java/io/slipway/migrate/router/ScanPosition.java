package io.slipway.migrate.router;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.ScanToken;
import io.slipway.kv.spi.RangeToken;
import io.slipway.spi.KeyRange;
import io.slipway.spi.target.TargetSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a whole-table scan stands, as its token carries it: with the side that it ran on, since a table may change sides between pages.
 *
 * <p>A position at the source is a {@link RangeToken}, the same that the old store's own provider issues. One at the target is the byte
 * {@code 'T'} and the fields in protobuf's primitive encodings. A token that is neither is a USER error.
 */
sealed interface ScanPosition {

    /** Before the first page of a scan that is not split, at either side. */
    record Start() implements ScanPosition {}

    /** The keys that remain, at the source. */
    record AtSource(KeyRange remaining) implements ScanPosition {

        ScanToken token() {
            return new RangeToken(remaining.from(), remaining.to()).encode();
        }
    }

    /**
     * What remains at the target.
     *
     * @param wanted the keys that this scan still has to show: all, unless it began at the source
     * @param splits the parts of the ring that remain, the current one first; at least one
     * @param resume the position in the current part; null for its beginning
     */
    record AtTarget(KeyRange wanted, List<TargetSplit> splits, @Nullable ByteString resume) implements ScanPosition {

        ScanToken token() {
            ByteString.Output bytes = ByteString.newOutput();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            try {
                out.writeRawByte(AT_TARGET);
                out.writeBytesNoTag(wanted.from());
                writeOptional(out, wanted.to());
                writeOptional(out, resume);
                out.writeUInt32NoTag(splits.size());
                for (TargetSplit split : splits) {
                    out.writeFixed64NoTag(split.start());
                    out.writeFixed64NoTag(split.end());
                }
                out.flush();
            } catch (IOException e) {
                throw new AssertionError("writing to memory failed", e);
            }
            return new ScanToken(bytes.toByteString());
        }
    }

    byte AT_TARGET = 'T';
    int SPLITS_MAX = 1 << 16;

    /** Reads a token of either side. */
    static ScanPosition of(String table, ScanToken token) {
        if (token.equals(ScanToken.START)) {
            return new Start();
        }
        if (token.bytes().byteAt(0) != AT_TARGET) {
            RangeToken range = RangeToken.decode(table, "scanAll", token);
            return new AtSource(new KeyRange(range.from(), range.to()));
        }
        try {
            return readTarget(token.bytes().substring(1).newCodedInput());
        } catch (IOException e) {
            throw KvException.of(
                    KvErrorCode.SCAN_TOKEN,
                    "table '" + table + "', scanAll: the scan token is damaged; start the scan again",
                    e);
        }
    }

    private static AtTarget readTarget(CodedInputStream in) throws IOException {
        KeyRange wanted = new KeyRange(in.readBytes(), readOptional(in));
        ByteString resume = readOptional(in);
        int count = in.readUInt32();
        if (count < 1 || count > SPLITS_MAX) {
            throw new IOException(count + " parts");
        }
        List<TargetSplit> splits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            splits.add(new TargetSplit(in.readFixed64(), in.readFixed64()));
        }
        if (!in.isAtEnd()) {
            throw new IOException("bytes behind the end");
        }
        return new AtTarget(wanted, List.copyOf(splits), resume);
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
