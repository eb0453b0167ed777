package io.slipway.target.cql.chunk;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What stands in the row of a value that is stored in chunks.
 *
 * <p>Its stored form is 29 bytes, big-endian: the format 1, the count (4), the length (8), the hash (16).
 *
 * @param count number of chunks, at least 1
 * @param length bytes of the whole value
 * @param hash the first 16 bytes of the SHA-256 of the whole value
 */
public record ChunkHead(int count, long length, ByteString hash) {

    private static final byte FORMAT = 1;
    private static final int HASH_BYTES = 16;
    private static final int ENCODED_BYTES = 1 + Integer.BYTES + Long.BYTES + HASH_BYTES;

    /** The head of a value that is cut into {@code chunks}. */
    public static ChunkHead of(List<ByteString> chunks) {
        long length = chunks.stream().mapToLong(ByteString::size).sum();
        return new ChunkHead(chunks.size(), length, hash(chunks));
    }

    /** Where its chunks are, if the head was written at {@code version}. */
    ChunkSet set(long version) {
        return new ChunkSet(version, hash);
    }

    /** Whether {@code chunks}, in this order, are the value that this head stands for. */
    public boolean describes(List<ByteString> chunks) {
        return equals(of(chunks));
    }

    public ByteString encode() {
        ByteBuffer buffer = ByteBuffer.allocate(ENCODED_BYTES);
        buffer.put(FORMAT).putInt(count).putLong(length).put(hash.asReadOnlyByteBuffer());
        return ByteString.copyFrom(buffer.flip());
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    public static ChunkHead decode(ByteString bytes) {
        if (bytes.size() != ENCODED_BYTES || bytes.byteAt(0) != FORMAT) {
            throw new IllegalArgumentException(
                    "a chunk head has " + ENCODED_BYTES + " bytes of format " + FORMAT + ", not " + bytes.size());
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        buffer.get();
        int count = buffer.getInt();
        long length = buffer.getLong();
        if (count < 1 || length < count) {
            throw new IllegalArgumentException("a chunk head of " + count + " chunks and " + length + " bytes");
        }
        return new ChunkHead(count, length, bytes.substring(ENCODED_BYTES - HASH_BYTES));
    }

    private static ByteString hash(List<ByteString> chunks) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (ByteString chunk : chunks) {
                chunk.asReadOnlyByteBufferList().forEach(digest::update);
            }
            return ByteString.copyFrom(digest.digest(), 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
