package io.slipway.provider;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvException;
import io.slipway.spi.StoredValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One key as it is at both sides, read past the services.
 *
 * @param target what is there; not asked for while nothing was prepared there
 */
public record KeyView(String table, ByteString key, Side source, Side target) {

    /**
     * The key at one side.
     *
     * @param asked whether the side was read at all
     * @param stored value and expiry; null if absent
     * @param version at the target the version of the write that set it, at the source the one under which it was read; 0 if there is none
     * @param failure why the side could not be read; null if it could
     */
    public record Side(boolean asked, @Nullable StoredValue stored, long version, @Nullable KvException failure) {

        static final Side NOT_ASKED = new Side(false, null, 0, null);

        static Side found(@Nullable StoredValue stored, long version) {
            return new Side(true, stored, version, null);
        }

        static Side failed(KvException failure) {
            return new Side(true, null, 0, failure);
        }

        boolean read() {
            return asked && failure == null;
        }
    }

    /** Whether both sides were read. */
    public boolean comparable() {
        return source.read() && target.read();
    }

    /** Whether both sides have the same bytes, or neither has any. */
    public boolean sameValue() {
        return Objects.equals(value(source), value(target));
    }

    private static @Nullable ByteString value(Side side) {
        StoredValue stored = side.stored();
        return stored == null ? null : stored.value();
    }
}
