package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What a script takes, in the order in which it reads. Not thread-safe. */
final class Arguments {

    /** How scripts write {@link StoredValue#NEVER}. */
    static final long NEVER = -1;

    private static final ByteString PUT = ByteString.copyFromUtf8("P");
    private static final ByteString DELETE = ByteString.copyFromUtf8("D");

    private final List<ByteString> all = new ArrayList<>();
    private long bytes;

    static Arguments of(String text) {
        return new Arguments().add(text);
    }

    Arguments add(ByteString value) {
        all.add(value);
        bytes += value.size();
        return this;
    }

    Arguments add(String text) {
        return add(ByteString.copyFromUtf8(text));
    }

    Arguments add(long number) {
        return add(Long.toString(number));
    }

    Arguments add(boolean flag) {
        return add(flag ? 1 : 0);
    }

    Arguments addAll(Collection<ByteString> values) {
        values.forEach(this::add);
        return this;
    }

    /** Kind, second of expiry, value. */
    Arguments add(Mutation mutation) {
        if (mutation instanceof Mutation.Put put) {
            StoredValue value = put.value();
            return add(PUT).add(value.expires() ? value.expirySecond() : NEVER).add(value.value());
        }
        return add(DELETE).add(NEVER).add(ByteString.EMPTY);
    }

    /** About the bytes that the call carries. */
    long bytes() {
        return bytes;
    }

    /** All of them behind {@code head}. */
    ByteString[] behind(List<ByteString> head) {
        List<ByteString> both = new ArrayList<>(head.size() + all.size());
        both.addAll(head);
        both.addAll(all);
        return both.toArray(ByteString[]::new);
    }
}
