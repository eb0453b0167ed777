package io.slipway.kv;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.regex.Pattern;

/** The bounds of the interface, checked before any I/O: each check throws a {@link KvUserException} that says what is allowed. */
public final class KvBounds {

    public static final int KEY_BYTES_MAX = 65_535;
    public static final int VALUE_BYTES_MAX_DEFAULT = 16 << 20;
    public static final int BATCH_WRITES_MAX = 1_000;
    public static final int BATCH_BYTES_MAX = 5 << 20;
    public static final int CALL_KEYS_MAX = 10_000;
    public static final int SCAN_LIMIT_MAX = 10_000;
    public static final int SCAN_SPLITS_MAX = 1_024;
    public static final Duration TTL_MIN = Duration.ofSeconds(1);

    /** The longest time to live that CQL servers accept, 20 years of 365 days. */
    public static final Duration TTL_MAX = Duration.ofDays(20 * 365);

    public static final Duration DEADLINE_MIN = Duration.ofMillis(1);
    public static final Duration DEADLINE_MAX = Duration.ofHours(1);
    public static final Duration DEADLINE_DEFAULT = Duration.ofSeconds(2);

    private static final Pattern TABLE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");
    private static final int PRINTED_KEY_BYTES = 24;

    private KvBounds() {}

    public static String checkTableName(String name) {
        if (!TABLE_NAME.matcher(name).matches()) {
            throw KvException.of(
                    KvErrorCode.TABLE_NAME, "table name '" + name + "' must be 1 to 48 characters of [a-z][a-z0-9_]*");
        }
        return name;
    }

    public static void checkKey(String table, String operation, ByteString key) {
        if (key.isEmpty() || key.size() > KEY_BYTES_MAX) {
            throw KvException.of(
                    KvErrorCode.KEY_SIZE,
                    describe(table, operation, key) + ": a key has 1 to " + KEY_BYTES_MAX + " bytes");
        }
    }

    public static void checkValue(String table, String operation, ByteString key, ByteString value, int valueBytesMax) {
        if (value.size() > valueBytesMax) {
            throw KvException.of(
                    KvErrorCode.VALUE_SIZE,
                    describe(table, operation, key) + ": the value has " + value.size()
                            + " bytes, the table's limit is " + valueBytesMax);
        }
    }

    public static void checkCallSize(String table, String operation, Collection<?> keys) {
        if (keys.size() > CALL_KEYS_MAX) {
            throw KvException.of(
                    KvErrorCode.CALL_SIZE,
                    "table '" + table + "', " + operation + ": " + keys.size() + " keys in one call, the limit is "
                            + CALL_KEYS_MAX + "; split the call");
        }
    }

    public static void checkScanLimit(String table, String operation, int limit) {
        if (limit < 1 || limit > SCAN_LIMIT_MAX) {
            throw KvException.of(
                    KvErrorCode.SCAN_RANGE,
                    "table '" + table + "', " + operation + ": a page has 1 to " + SCAN_LIMIT_MAX + " entries, not "
                            + limit);
        }
    }

    public static void checkScanRange(String table, ScanRange range) {
        checkScanLimit(table, "scan", range.limit());
        ByteString to = range.to().orElse(null);
        int longest = Math.max(range.from().size(), to == null ? 0 : to.size());
        if (longest > KEY_BYTES_MAX + 1) {
            throw KvException.of(
                    KvErrorCode.SCAN_RANGE,
                    "table '" + table + "', scan: a bound of the range has " + longest + " bytes, the limit is "
                            + (KEY_BYTES_MAX + 1));
        }
        if (to != null && ByteString.unsignedLexicographicalComparator().compare(range.from(), to) > 0) {
            throw KvException.of(
                    KvErrorCode.SCAN_RANGE, "table '" + table + "', scan: the range ends before it begins");
        }
    }

    public static void checkSplits(String table, int parallelism) {
        if (parallelism < 1 || parallelism > SCAN_SPLITS_MAX) {
            throw KvException.of(
                    KvErrorCode.SCAN_RANGE,
                    "table '" + table + "', scanAllSplits: 1 to " + SCAN_SPLITS_MAX + " splits, not " + parallelism);
        }
    }

    /** @param bytes keys and values together */
    public static void checkBatch(int writes, long bytes) {
        if (writes > BATCH_WRITES_MAX || bytes > BATCH_BYTES_MAX) {
            throw KvException.of(
                    KvErrorCode.BATCH_SIZE,
                    "batch: " + writes + " writes and " + bytes + " bytes of keys and values, the limits are "
                            + BATCH_WRITES_MAX + " and " + BATCH_BYTES_MAX
                            + "; split the batch if it need not be atomic");
        }
    }

    public static Duration checkDeadline(Duration deadline) {
        if (deadline.compareTo(DEADLINE_MIN) < 0 || deadline.compareTo(DEADLINE_MAX) > 0) {
            throw KvException.of(KvErrorCode.DEADLINE_RANGE, "a deadline is 1 ms to 1 h, not " + deadline);
        }
        return deadline;
    }

    /**
     * The second (since 1970) at which a value written now with {@code options} expires; {@link Long#MAX_VALUE} if never.
     *
     * @throws KvUserException if that is outside the bounds
     */
    public static long expirySecond(String table, String operation, ByteString key, PutOptions options, Instant now) {
        if (options.ttl().isEmpty() && options.expiresAt().isEmpty()) {
            return Long.MAX_VALUE;
        }
        Duration ttl = options.ttl()
                .orElseGet(() -> Duration.between(now, options.expiresAt().orElseThrow()));
        if (ttl.compareTo(TTL_MIN) < 0 || ttl.compareTo(TTL_MAX) > 0) {
            throw KvException.of(
                    KvErrorCode.TTL_RANGE,
                    describe(table, operation, key) + ": a value lives 1 s to " + TTL_MAX.toSeconds() + " s, not "
                            + ttl);
        }
        Instant expiry = options.expiresAt().orElseGet(() -> now.plus(ttl));
        long roundedUp = expiry.getNano() == 0 ? expiry.getEpochSecond() : expiry.getEpochSecond() + 1;
        // At the very bound the fraction of a second is dropped: servers refuse any remainder above it.
        return Math.min(roundedUp, now.getEpochSecond() + TTL_MAX.toSeconds());
    }

    /** What a message may say of a key: a printable prefix, its length and a short hash; never the value. */
    public static String describe(String table, String operation, ByteString key) {
        return "table '" + table + "', " + operation + ", key '" + printable(key) + "' (" + key.size() + " bytes, #"
                + Integer.toHexString(key.hashCode()) + ')';
    }

    /** The first bytes of a key as printable ASCII, with {@code \\xNN} for all other bytes, and dots if there are more. */
    public static String printable(ByteString key) {
        StringBuilder text = new StringBuilder();
        int shown = Math.min(key.size(), PRINTED_KEY_BYTES);
        for (int i = 0; i < shown; i++) {
            int b = key.byteAt(i) & 0xff;
            if (b >= 0x20 && b < 0x7f && b != '\\' && b != '\'') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        if (shown < key.size()) {
            text.append("...");
        }
        return text.toString();
    }
}
