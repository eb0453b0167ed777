package io.slipway.bridge.internal;

import com.google.protobuf.ByteString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a store's answer becomes the payload of a completion. */
@FunctionalInterface
interface Reply {

    /** Of operations that answer nothing. */
    Reply NOTHING = answer -> ByteString.EMPTY;

    /** Of {@code Optional<ByteString>}. */
    Reply VALUE = answer -> (ByteString) ((Optional<?>) answer).orElse(null);

    /** Of {@code Boolean}. */
    Reply PRESENCE = answer -> (boolean) answer ? ByteString.EMPTY : null;

    /** The payload; null if what was asked for is absent. */
    @Nullable
    ByteString payload(Object answer);
}
