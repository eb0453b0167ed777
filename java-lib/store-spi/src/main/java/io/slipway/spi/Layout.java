package io.slipway.spi;

/**
 * How a table's key becomes the target's primary-key columns: an injective function whose family is closed.
 *
 * <p>{@link #parse} and {@link #text} convert to and from the form used in configuration, such as {@code prefix(until 0x2f)}.
 */
public sealed interface Layout {

    /** The most buckets an entity may be spread over: a scan merges as many streams. */
    int BUCKETS_MAX = 64;

    /** {@code (key)}: point look-ups only. */
    enum Hash implements Layout {
        INSTANCE;

        @Override
        public String text() {
            return "hash";
        }
    }

    /** A layout that keeps the keys of one prefix together, in order. */
    sealed interface Prefix extends Layout permits PrefixLength, PrefixUntil {}

    /** {@code ((p), c)} where p is the first {@code length} bytes, or the whole key where it is shorter. */
    record PrefixLength(int length) implements Prefix {

        public PrefixLength {
            if (length < 1 || length > 1_024) {
                throw new IllegalArgumentException("prefix length must be 1 to 1024, not " + length);
            }
        }

        @Override
        public String text() {
            return "prefix(length " + length + ")";
        }
    }

    /** {@code ((p), c)} where p goes up to and including the first byte {@code until}, or is the whole key where that is missing. */
    record PrefixUntil(byte until) implements Prefix {

        @Override
        public String text() {
            return String.format("prefix(until 0x%02x)", until & 0xff);
        }
    }

    /** {@code ((p, bucket), c)} where bucket is a hash of the rest modulo {@code buckets}: for prefixes too large or hot for one partition. */
    record Bucketed(Prefix prefix, int buckets) implements Layout {

        public Bucketed {
            if (buckets < 2 || buckets > BUCKETS_MAX) {
                throw new IllegalArgumentException("buckets must be 2 to " + BUCKETS_MAX + ", not " + buckets);
            }
        }

        @Override
        public String text() {
            return "bucketed(" + prefix.text() + ", " + buckets + ")";
        }
    }

    static Layout hash() {
        return Hash.INSTANCE;
    }

    /** The form used in configuration; {@link #parse} reads it back. */
    String text();

    /**
     * Reads {@code hash}, {@code prefix(length 8)}, {@code prefix(until 0x2f)}, {@code bucketed(prefix(length 4), 16)}.
     *
     * @throws IllegalArgumentException with a message for the user if the text is none of these
     */
    static Layout parse(String text) {
        return LayoutText.parse(text);
    }
}
