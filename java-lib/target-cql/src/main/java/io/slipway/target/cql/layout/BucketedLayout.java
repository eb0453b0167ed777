package io.slipway.target.cql.layout;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Layout;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code ((p, bucket), c)}: a prefix layout whose partitions are spread over buckets by a stable hash of the rest. */
record BucketedLayout(Layout.Bucketed layout) implements KeyLayout {

    /** A composite partition key costs 3 bytes a component, and the bucket is an int. */
    private static final int PREFIX_BYTES_MAX = COMPONENT_BYTES_MAX - 3 - (3 + Integer.BYTES);

    @Override
    public KeyColumns columns(ByteString key) {
        KeyColumns columns = prefix().columns(key);
        return new KeyColumns(columns.partition(), BucketHash.bucket(columns.rest(), layout.buckets()), columns.rest());
    }

    @Override
    public ByteString key(KeyColumns columns) {
        if (BucketHash.bucket(columns.rest(), layout.buckets()) != columns.bucket()) {
            throw new IllegalArgumentException("no key of layout " + layout.text() + " has the columns " + columns);
        }
        return prefix().key(new KeyColumns(columns.partition(), 0, columns.rest()));
    }

    @Override
    public Optional<String> keyRefusal(ByteString key) {
        return PrefixLayout.refusal(key, prefix().cut(key), PREFIX_BYTES_MAX, this);
    }

    @Override
    public Optional<PartitionRange> partitionRange(KeyRange range) {
        return prefix().partitionRange(range);
    }

    @Override
    public List<Integer> buckets() {
        return IntStream.range(0, layout.buckets()).boxed().toList();
    }

    private PrefixLayout prefix() {
        return new PrefixLayout(layout.prefix());
    }
}
