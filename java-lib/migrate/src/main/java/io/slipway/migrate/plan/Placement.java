package io.slipway.migrate.plan;

import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import java.util.Optional;

/** A layout at work, as far as plans need it. Pure. */
public interface Placement {

    Layout layout();

    /** What of the key names its partition, the bucket aside: keys in order have it in order. */
    ByteString prefix(ByteString key);

    /** The bucket of its partition, from 0; 0 unless the layout is bucketed. */
    int bucket(ByteString key);

    /** Why the key does not fit; empty if it does. */
    Optional<String> refusal(ByteString key);
}
