package io.slipway.migrate.audit;

import com.google.protobuf.ByteString;
import java.time.Instant;

/**
 * A lasting difference between source and target.
 *
 * @param difference what differs
 * @param sourceHash the first 128 bits of SHA-256 of the source's value in hexadecimal digits; empty if absent
 * @param targetHash the same of the target's
 * @param targetVersion the version at the target; 0 if absent
 */
public record Mismatch(
        String table,
        ByteString key,
        Difference difference,
        String sourceHash,
        String targetHash,
        long targetVersion,
        Instant at) {}
