package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.savepoint.SavepointFrame;
import io.slipway.spi.KeyRange;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.target.TargetSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * How far a validation has come: the digests of the parts that were scanned, and which differing buckets turned out alike.
 *
 * <p>Parts that were summed up before a restart show the sides as they were then. That is enough: whatever changed since makes its bucket
 * differ, and keys of differing buckets are read again. Buckets with a difference are not settled: whoever goes on counts them again, all of
 * them, and may repair them this time.
 *
 * @param epoch the table's when the scan began
 * @param finished nothing is left of it: the next validation begins anew
 * @param settled buckets that differed, and whose keys were all alike when they were read again
 */
record ValidationState(
        String table,
        String target,
        long entry,
        long epoch,
        double sample,
        boolean finished,
        List<KeyRange> ranges,
        BitSet rangesDone,
        List<TargetSplit> splits,
        BitSet splitsDone,
        BucketDigests sourceDigests,
        BucketDigests targetDigests,
        BitSet settled) {

    private static final SavepointFrame FRAME = new SavepointFrame("SLIPVA03");
    private static final int PARTS_MAX = 100_000;

    static ValidationState begin(
            TableConfig record, double sample, List<KeyRange> ranges, List<TargetSplit> splits, int buckets) {
        return new ValidationState(
                record.spec().name(),
                record.spec().target(),
                record.entry(),
                record.epoch(),
                sample,
                false,
                List.copyOf(ranges),
                new BitSet(),
                List.copyOf(splits),
                new BitSet(),
                new BucketDigests(buckets),
                new BucketDigests(buckets),
                new BitSet());
    }

    ValidationState end() {
        return new ValidationState(
                table,
                target,
                entry,
                epoch,
                sample,
                true,
                List.of(),
                new BitSet(),
                List.of(),
                new BitSet(),
                new BucketDigests(1),
                new BucketDigests(1),
                new BitSet());
    }

    ByteString encode() {
        return FRAME.wrap(this::write);
    }

    /**
     * Reads the state of a validation of {@code record}; empty if there is nothing to go on from: it was finished, looked at another
     * sample, or is from an earlier entry into dual-write.
     *
     * @throws KvException SAVEPOINT if these bytes are damaged, or belong to another table
     */
    static Optional<ValidationState> decode(String name, ByteString bytes, TableConfig record, double sample) {
        ValidationState read = FRAME.unwrap(name, bytes, ValidationState::read);
        if (!read.table.equals(record.spec().name())
                || !read.target.equals(record.spec().target())) {
            throw KvException.of(
                    KvErrorCode.SAVEPOINT,
                    "savepoint " + name + " belongs to the validation of table '" + read.table + "' against '"
                            + read.target
                            + "'; nothing was changed. Name another file, or move this one away to begin anew");
        }
        boolean usable = !read.finished && read.entry == record.entry() && read.sample == sample;
        return usable ? Optional.of(read) : Optional.empty();
    }

    private void write(CodedOutputStream out) throws IOException {
        out.writeStringNoTag(table);
        out.writeStringNoTag(target);
        out.writeInt64NoTag(entry);
        out.writeInt64NoTag(epoch);
        out.writeDoubleNoTag(sample);
        out.writeBoolNoTag(finished);
        out.writeInt32NoTag(ranges.size());
        for (int i = 0; i < ranges.size(); i++) {
            ByteString to = ranges.get(i).to();
            out.writeBytesNoTag(ranges.get(i).from());
            out.writeBoolNoTag(to != null);
            out.writeBytesNoTag(to == null ? ByteString.EMPTY : to);
            out.writeBoolNoTag(rangesDone.get(i));
        }
        out.writeInt32NoTag(splits.size());
        for (int i = 0; i < splits.size(); i++) {
            out.writeFixed64NoTag(splits.get(i).start());
            out.writeFixed64NoTag(splits.get(i).end());
            out.writeBoolNoTag(splitsDone.get(i));
        }
        sourceDigests.write(out);
        targetDigests.write(out);
        out.writeByteArrayNoTag(settled.toByteArray());
    }

    private static ValidationState read(CodedInputStream in) throws IOException {
        String table = in.readString();
        String target = in.readString();
        long entry = in.readInt64();
        long epoch = in.readInt64();
        double sample = in.readDouble();
        boolean finished = in.readBool();
        List<KeyRange> ranges = new ArrayList<>();
        BitSet rangesDone = new BitSet();
        for (int i = 0, count = count(in); i < count; i++) {
            ByteString from = in.readBytes();
            boolean bounded = in.readBool();
            ByteString to = in.readBytes();
            ranges.add(new KeyRange(from, bounded ? to : null));
            rangesDone.set(i, in.readBool());
        }
        List<TargetSplit> splits = new ArrayList<>();
        BitSet splitsDone = new BitSet();
        for (int i = 0, count = count(in); i < count; i++) {
            splits.add(new TargetSplit(in.readFixed64(), in.readFixed64()));
            splitsDone.set(i, in.readBool());
        }
        BucketDigests source = BucketDigests.read(in);
        BucketDigests atTarget = BucketDigests.read(in);
        if (source.buckets() != atTarget.buckets()) {
            throw new IOException("two sides with different buckets");
        }
        BitSet settled = BitSet.valueOf(in.readByteArray());
        return new ValidationState(
                table,
                target,
                entry,
                epoch,
                sample,
                finished,
                ranges,
                rangesDone,
                splits,
                splitsDone,
                source,
                atTarget,
                settled);
    }

    private static int count(CodedInputStream in) throws IOException {
        int count = in.readInt32();
        if (count < 0 || count > PARTS_MAX) {
            throw new IOException("a count of " + count);
        }
        return count;
    }
}
