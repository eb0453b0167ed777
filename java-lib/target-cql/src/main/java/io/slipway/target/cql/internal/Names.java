package io.slipway.target.cql.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.TableSpec;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The CQL names of a table, quoted, as a table may be called like a reserved word.
 *
 * @param keyspace unquoted
 * @param table unquoted
 * @param chunks unquoted
 */
record Names(String keyspace, String table, String chunks) {

    /** CQL servers take names of at most so many characters. */
    private static final int NAME_CHARS_MAX = 48;

    private static final String CHUNKS_SUFFIX = "_chunks";
    private static final String RESERVED_PREFIX = "slipway_";

    static Names of(String keyspace, TableSpec spec) {
        String target = spec.target();
        if (target.startsWith(RESERVED_PREFIX)) {
            throw KvException.of(
                    KvErrorCode.TABLE_NAME,
                    "target table '" + target + "': names that begin with '" + RESERVED_PREFIX + "' are Slipway's own");
        }
        return new Names(keyspace, target, chunksOf(target));
    }

    /** A name too long for the suffix is cut, and told apart by a checksum of all of it. */
    private static String chunksOf(String target) {
        if (target.length() + CHUNKS_SUFFIX.length() <= NAME_CHARS_MAX) {
            return target + CHUNKS_SUFFIX;
        }
        CRC32 checksum = new CRC32();
        checksum.update(target.getBytes(StandardCharsets.US_ASCII));
        String mark = String.format("_%08x", checksum.getValue());
        return target.substring(0, NAME_CHARS_MAX - CHUNKS_SUFFIX.length() - mark.length()) + mark + CHUNKS_SUFFIX;
    }

    String quotedTable() {
        return quoted(table);
    }

    String quotedChunks() {
        return quoted(chunks);
    }

    private String quoted(String name) {
        return '"' + keyspace + "\".\"" + name + '"';
    }
}
