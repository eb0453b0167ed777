package io.slipway.testkit.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvConflictException;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What an old store's own provider owes a table that is being migrated: to refuse every call, since it issues no versions. */
public final class EnrolledTable {

    private EnrolledTable() {}

    /** Asserts that {@code store} refuses every operation on {@code enrolled}, a batch that touches it as a whole. */
    public static void assertRefused(KvStore store, String enrolled, String other) {
        ByteString key = ByteString.copyFromUtf8("k");
        ByteString value = ByteString.copyFromUtf8("of an old service");
        store.table(other).put(key, value);
        KvTable table = store.table(enrolled);
        List<ThrowingCallable> calls = List.of(
                () -> table.get(key),
                () -> table.getMany(List.of(key)),
                () -> table.exists(key),
                () -> table.put(key, value),
                () -> table.delete(key),
                () -> table.scan(ScanRange.prefix(key)),
                () -> table.scanAll(ScanToken.START, 10),
                () -> table.scanAllSplits(2),
                () -> store.batch().delete(other, key).put(enrolled, key, value).commit());
        assertThat(calls).allSatisfy(call -> assertStale(call, enrolled));
        assertThat(store.table(other).get(key)).contains(value);
    }

    private static void assertStale(ThrowingCallable call, String enrolled) {
        KvException refused = catchThrowableOfType(KvException.class, call);
        assertThat(refused).isInstanceOf(KvConflictException.class);
        assertThat(refused.code()).isEqualTo(KvErrorCode.STALE_EPOCH);
        assertThat(refused).hasMessageContaining("'" + enrolled + "': it is being migrated");
    }
}
