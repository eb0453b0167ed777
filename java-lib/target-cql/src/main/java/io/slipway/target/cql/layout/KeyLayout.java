package io.slipway.target.cql.layout;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Layout;
import java.util.List;
import java.util.Optional;

/**
 * A layout at work: turns keys into columns and columns into keys. Pure and thread-safe.
 *
 * <p>A CQL server bounds a clustering column and a serialized partition key to 65,535 bytes; each layout's bound on keys follows from that.
 */
public sealed interface KeyLayout permits HashLayout, PrefixLayout, BucketedLayout {

    /** The most bytes of a partition key, and of a clustering column. */
    int COMPONENT_BYTES_MAX = 65_535;

    static KeyLayout of(Layout layout) {
        if (layout instanceof Layout.Prefix prefix) {
            return new PrefixLayout(prefix);
        }
        if (layout instanceof Layout.Bucketed bucketed) {
            return new BucketedLayout(bucketed);
        }
        return HashLayout.INSTANCE;
    }

    Layout layout();

    /** The columns of a key. */
    KeyColumns columns(ByteString key);

    /**
     * The key that has these columns.
     *
     * @throws IllegalArgumentException if no key has them: somebody else wrote the row, or the layout is another
     */
    ByteString key(KeyColumns columns);

    /** Why the key does not fit; empty if it does. */
    Optional<String> keyRefusal(ByteString key);

    /** The range as columns; empty if its keys do not lie within one prefix. A range without any key is no concern of a layout. */
    Optional<PartitionRange> partitionRange(KeyRange range);

    /** The buckets over which one prefix is spread, in ascending order: {@code [0]} unless the layout is bucketed. */
    List<Integer> buckets();

    /** Why the range cannot be scanned in order, with a layout that could; empty if it can. */
    default Optional<String> scanRefusal(KeyRange range) {
        return partitionRange(range).isPresent()
                ? Optional.empty()
                : Optional.of("layout " + layout().text() + " keeps this range in no single partition; "
                        + ScanAdvice.layoutFor(range));
    }
}
