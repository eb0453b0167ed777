package io.slipway.kv;

import com.google.protobuf.ByteString;

/**
 * An opaque position in a scan: store it, send it to another process, resume there.
 *
 * <p>Its bytes mean nothing outside the provider that issued it; a token that a provider cannot read is refused with a USER error.
 */
public record ScanToken(ByteString bytes) {

    /** The beginning of a whole-table scan that is not split. */
    public static final ScanToken START = new ScanToken(ByteString.EMPTY);
}
