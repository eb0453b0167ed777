package io.slipway.spi.audit;

import java.time.Instant;

/**
 * One thing that went wrong with one key.
 *
 * @param at when it was found
 * @param table the table, as services name it
 * @param service which service's process found it
 * @param process that process's name in the registry
 * @param key what may be shown of the key
 * @param code the error's printed form, such as {@code SLIPWAY-3002}; empty for a mismatch
 * @param detail the error's message, or how the sides differ
 * @param sourceVersion the write's version at the source; 0 if it is not known
 * @param targetVersion the version that the target has; 0 if it is not known
 * @param sourceHash the first 128 bits of SHA-256 of the source's value in hexadecimal digits; empty if absent
 * @param targetHash the same of the target's; empty if absent or not known
 */
public record AuditEntry(
        Instant at,
        String table,
        Kind kind,
        String service,
        String process,
        KeyLabel key,
        String code,
        String detail,
        long sourceVersion,
        long targetVersion,
        String sourceHash,
        String targetHash) {

    /** What went wrong. */
    public enum Kind {
        /** A write did not reach the target right behind the source; recovery brings it. */
        EARLY_APPLY,
        /** A read that was compared found a lasting difference. */
        MISMATCH
    }

    /**
     * What may be shown of a key.
     *
     * @param prefix its first bytes, printable
     * @param bytes its length
     * @param hash the first 64 bits of its SHA-256 in hexadecimal digits
     */
    public record KeyLabel(String prefix, int bytes, String hash) {}
}
