package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.StoredValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A script's answer, read from its beginning. Not thread-safe. */
final class Reply {

    private final List<?> items;
    private int next;

    Reply(List<?> items) {
        this.items = items;
    }

    boolean hasMore() {
        return next < items.size();
    }

    long number() {
        return expected(Long.class, take());
    }

    boolean flag() {
        return number() != 0;
    }

    /** Null if there are none. */
    @Nullable
    ByteString bytesOrNull() {
        Object item = take();
        return item == null ? null : expected(ByteString.class, item);
    }

    ByteString bytes() {
        return expected(ByteString.class, take());
    }

    String text() {
        return bytes().toStringUtf8();
    }

    Reply list() {
        return new Reply(expected(List.class, take()));
    }

    /** A value and the second of its expiry; null if it is absent. */
    @Nullable
    StoredValue stored() {
        ByteString value = bytesOrNull();
        long second = number();
        return value == null ? null : new StoredValue(value, second == Arguments.NEVER ? StoredValue.NEVER : second);
    }

    private @Nullable Object take() {
        return hasMore() ? items.get(next++) : null;
    }

    private static <T> T expected(Class<T> type, @Nullable Object item) {
        if (!type.isInstance(item)) {
            throw new IllegalStateException("a script of this library answered what it never answers");
        }
        return type.cast(item);
    }
}
