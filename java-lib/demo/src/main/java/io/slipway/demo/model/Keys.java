package io.slipway.demo.model;

import com.google.protobuf.ByteString;
import java.util.Locale;

/** Builds the keys of the four tables and takes them apart. */
public final class Keys {
    /** Ends the container's name in a key of {@code sightings}; no container's name holds it. */
    public static final byte CONTAINER_END = '/';

    /** Ends the token in a key of {@code strings}. */
    public static final byte TOKEN_END = 0;

    /** Length of a SHA-256, the key of {@code samples} and the first part of a key of {@code verdicts}. */
    public static final int SHA256_BYTES = 32;

    private static final int TOKEN_LENGTH_MAX = 32;

    private Keys() {}

    /** Key of {@code sightings}. */
    public static ByteString sighting(String container, String path) {
        if (container.indexOf(CONTAINER_END) >= 0) {
            throw new IllegalArgumentException("a container's name must not hold '/': " + container);
        }
        return ByteString.copyFromUtf8(container + (char) CONTAINER_END + path);
    }

    /** The container's name in a key of {@code sightings}. */
    public static String containerOf(ByteString sightingKey) {
        return splitSighting(sightingKey, 0);
    }

    /** The path in a key of {@code sightings}. */
    public static String pathOf(ByteString sightingKey) {
        return splitSighting(sightingKey, 1);
    }

    private static String splitSighting(ByteString sightingKey, int part) {
        return sightingKey.toStringUtf8().split("/", 2)[part];
    }

    /** Key of {@code strings}. */
    public static ByteString string(String text) {
        return stringPrefix(token(text)).concat(ByteString.copyFromUtf8(text));
    }

    /** What all keys of {@code strings} with one token begin with. */
    public static ByteString stringPrefix(String token) {
        return ByteString.copyFromUtf8(token + (char) TOKEN_END);
    }

    /** The token in a key of {@code strings}. */
    public static String tokenOf(ByteString stringKey) {
        String key = stringKey.toStringUtf8();
        return key.substring(0, key.indexOf(TOKEN_END));
    }

    /** Key of {@code verdicts}. */
    public static ByteString verdict(ByteString sha256, ByteString sightingKey) {
        return sha256.concat(sightingKey);
    }

    /** The leading ASCII letters and digits of a string, lower-cased; {@code "-"} when there are none. */
    public static String token(String text) {
        int end = 0;
        while (end < Math.min(text.length(), TOKEN_LENGTH_MAX) && isAsciiLetterOrDigit(text.charAt(end))) {
            end++;
        }
        return end == 0 ? "-" : text.substring(0, end).toLowerCase(Locale.ROOT);
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
