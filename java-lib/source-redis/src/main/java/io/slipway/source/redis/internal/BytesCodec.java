package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.lettuce.core.codec.RedisCodec;
import java.nio.ByteBuffer;

/** Keys and values as they are. */
enum BytesCodec implements RedisCodec<ByteString, ByteString> {
    INSTANCE;

    @Override
    public ByteString decodeKey(ByteBuffer bytes) {
        return ByteString.copyFrom(bytes);
    }

    @Override
    public ByteString decodeValue(ByteBuffer bytes) {
        return ByteString.copyFrom(bytes);
    }

    @Override
    public ByteBuffer encodeKey(ByteString key) {
        return key.asReadOnlyByteBuffer();
    }

    @Override
    public ByteBuffer encodeValue(ByteString value) {
        return value.asReadOnlyByteBuffer();
    }
}
