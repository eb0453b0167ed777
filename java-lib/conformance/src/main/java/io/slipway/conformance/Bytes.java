package io.slipway.conformance;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;

/** Bytes as programs and logs write them. */
final class Bytes {

    private static final HexFormat HEX = HexFormat.of();
    private static final int PRINTED_WHOLE = 32;
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private Bytes() {}

    /** @throws IllegalArgumentException if the word is no bytes */
    static ByteString parse(String word) {
        if (word.startsWith("x")) {
            return ByteString.copyFrom(HEX.parseHex(word, 1, word.length()));
        }
        int colon = word.indexOf(':');
        if (!word.startsWith("r") || colon < 0) {
            throw new IllegalArgumentException("no bytes: " + word);
        }
        byte[] many = new byte[Integer.parseInt(word.substring(1, colon))];
        Arrays.fill(many, HEX.parseHex(word, colon + 1, word.length())[0]);
        return ByteString.copyFrom(many);
    }

    /** What programs write for {@code bytes}. */
    static String written(ByteString bytes) {
        return "x" + HEX.formatHex(bytes.toByteArray());
    }

    /** What logs write for {@code bytes}. */
    static String logged(ByteString bytes) {
        return bytes.size() <= PRINTED_WHOLE ? written(bytes) : "#" + bytes.size() + ":" + hex(add(FNV_OFFSET, bytes));
    }

    /** The digest of a whole table. */
    static String digest(SortedMap<ByteString, ByteString> entries) {
        int digest = FNV_OFFSET;
        for (Map.Entry<ByteString, ByteString> entry : entries.entrySet()) {
            digest = add(digest, size(entry.getKey()));
            digest = add(digest, entry.getKey());
            digest = add(digest, size(entry.getValue()));
            digest = add(digest, entry.getValue());
        }
        return hex(digest);
    }

    private static ByteString size(ByteString bytes) {
        ByteBuffer size = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return ByteString.copyFrom(size.putInt(bytes.size()).flip());
    }

    /** 32-bit FNV-1a (Fowler, Noll, Vo). */
    private static int add(int digest, ByteString bytes) {
        int sum = digest;
        for (int i = 0; i < bytes.size(); i++) {
            sum = (sum ^ (bytes.byteAt(i) & 0xff)) * FNV_PRIME;
        }
        return sum;
    }

    private static String hex(int digest) {
        return HEX.toHexDigits(digest);
    }
}
