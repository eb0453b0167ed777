package io.slipway.spi;

import io.slipway.kv.KvBounds;

/**
 * What a table is at both sides.
 *
 * @param name the interface's and the source's name
 * @param target the target table's name; carries the attempt where a migration had to start afresh
 * @param layout how keys become the target's columns
 * @param valueBytesMax largest value in bytes; the default is 16 MiB
 * @param graceSeconds how long the target keeps tombstones: longer than the migration is planned to take
 */
public record TableSpec(String name, String target, Layout layout, int valueBytesMax, int graceSeconds) {

    /** Ten days, the CQL servers' own default. */
    public static final int GRACE_SECONDS_DEFAULT = 864_000;

    public TableSpec {
        KvBounds.checkTableName(name);
        KvBounds.checkTableName(target);
        if (valueBytesMax < 1 || valueBytesMax > 64 << 20) {
            throw new IllegalArgumentException("valueBytesMax must be 1 to 64 MiB, not " + valueBytesMax);
        }
        if (graceSeconds < 60) {
            throw new IllegalArgumentException("graceSeconds must be at least 60, not " + graceSeconds);
        }
    }

    public static TableSpec of(String name, Layout layout) {
        return new TableSpec(name, name, layout, KvBounds.VALUE_BYTES_MAX_DEFAULT, GRACE_SECONDS_DEFAULT);
    }
}
