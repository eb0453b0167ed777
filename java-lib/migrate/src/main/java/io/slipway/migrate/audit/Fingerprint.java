package io.slipway.migrate.audit;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.spi.StoredValue;
import io.slipway.spi.audit.AuditEntry.KeyLabel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** What reports keep of keys and values: enough to recognise them, nothing to read. */
public final class Fingerprint {

    private static final int VALUE_HASH_BYTES = 16;
    private static final int KEY_HASH_BYTES = 8;

    private Fingerprint() {}

    /** The first 128 bits of SHA-256 in hexadecimal digits; empty if absent. */
    public static String of(@Nullable StoredValue stored) {
        return stored == null ? "" : sha(stored.value(), VALUE_HASH_BYTES);
    }

    public static KeyLabel of(ByteString key) {
        return new KeyLabel(KvBounds.printable(key), key.size(), sha(key, KEY_HASH_BYTES));
    }

    private static String sha(ByteString content, int bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content.asReadOnlyByteBuffer());
            return HexFormat.of().formatHex(digest.digest(), 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
