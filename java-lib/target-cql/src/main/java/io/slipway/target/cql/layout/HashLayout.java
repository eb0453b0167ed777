package io.slipway.target.cql.layout;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Layout;
import java.util.List;
import java.util.Optional;

/** {@code key blob PRIMARY KEY}: the whole key is the partition key. */
enum HashLayout implements KeyLayout {
    INSTANCE;

    @Override
    public Layout layout() {
        return Layout.hash();
    }

    @Override
    public KeyColumns columns(ByteString key) {
        return new KeyColumns(key, 0, ByteString.EMPTY);
    }

    @Override
    public ByteString key(KeyColumns columns) {
        if (columns.partition().isEmpty()
                || columns.bucket() != 0
                || !columns.rest().isEmpty()) {
            throw new IllegalArgumentException("no key of layout hash has the columns " + columns);
        }
        return columns.partition();
    }

    @Override
    public Optional<String> keyRefusal(ByteString key) {
        return PrefixLayout.refusal(key, key.size(), COMPONENT_BYTES_MAX, this);
    }

    @Override
    public Optional<PartitionRange> partitionRange(KeyRange range) {
        return Optional.empty();
    }

    @Override
    public List<Integer> buckets() {
        return List.of(0);
    }
}
