package io.slipway.target.cql.layout;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Layout;
import java.util.List;
import java.util.Optional;

/**
 * {@code ((p), c)} with {@code p} and {@code c} joined giving the key, which makes it injective.
 *
 * <p>A prefix that a whole key is (because the key is short, or lacks the byte) is shared by no other key: any other key that begins with
 * it is longer, and is cut further behind.
 */
record PrefixLayout(Layout.Prefix layout) implements KeyLayout {

    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    @Override
    public KeyColumns columns(ByteString key) {
        int cut = cut(key);
        return new KeyColumns(key.substring(0, cut), 0, key.substring(cut));
    }

    @Override
    public ByteString key(KeyColumns columns) {
        ByteString key = columns.partition().concat(columns.rest());
        if (key.isEmpty()
                || columns.bucket() != 0
                || cut(key) != columns.partition().size()) {
            throw new IllegalArgumentException("no key of layout " + layout.text() + " has the columns " + columns);
        }
        return key;
    }

    @Override
    public Optional<String> keyRefusal(ByteString key) {
        return refusal(key, cut(key), COMPONENT_BYTES_MAX, this);
    }

    @Override
    public Optional<PartitionRange> partitionRange(KeyRange range) {
        ByteString from = range.from().isEmpty() ? ZERO : range.from();
        int cut = cut(from);
        ByteString partition = from.substring(0, cut);
        if (isShared(partition) ? !ScanAdvice.endsWithin(range, partition) : !holdsAtMost(from, range)) {
            return Optional.empty();
        }
        boolean bounded = range.to() != null && range.to().startsWith(partition);
        return Optional.of(new PartitionRange(
                partition, from.substring(cut), bounded ? range.to().substring(cut) : null));
    }

    @Override
    public List<Integer> buckets() {
        return List.of(0);
    }

    /** Where the prefix ends. */
    int cut(ByteString key) {
        if (layout instanceof Layout.PrefixLength prefix) {
            return Math.min(prefix.length(), key.size());
        }
        byte until = ((Layout.PrefixUntil) layout).until();
        for (int i = 0; i < key.size(); i++) {
            if (key.byteAt(i) == until) {
                return i + 1;
            }
        }
        return key.size();
    }

    /** Whether longer keys have this prefix too. */
    private boolean isShared(ByteString prefix) {
        return layout instanceof Layout.PrefixLength length
                ? prefix.size() == length.length()
                : prefix.byteAt(prefix.size() - 1) == ((Layout.PrefixUntil) layout).until();
    }

    /** Whether {@code range} holds no key but {@code only}. */
    private static boolean holdsAtMost(ByteString only, KeyRange range) {
        return range.to() != null
                && ByteString.unsignedLexicographicalComparator().compare(range.to(), only.concat(ZERO)) <= 0;
    }

    static Optional<String> refusal(ByteString key, int partitionBytes, int partitionBytesMax, KeyLayout layout) {
        if (key.isEmpty()) {
            return Optional.of("a key has at least 1 byte");
        }
        if (partitionBytes > partitionBytesMax || key.size() - partitionBytes > COMPONENT_BYTES_MAX) {
            return Optional.of("layout " + layout.layout().text() + " takes prefixes of at most " + partitionBytesMax
                    + " bytes and rests of at most " + COMPONENT_BYTES_MAX + "; this key has " + partitionBytes
                    + " and " + (key.size() - partitionBytes));
        }
        return Optional.empty();
    }
}
