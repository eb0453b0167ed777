package io.slipway.testkit.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanToken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every test of a store needs: an open store and short forms of the calls. */
abstract class KvStoreFixture {

    /** The table of most tests. */
    protected static final String REPORTS = "reports";

    /** The second table of batches. */
    protected static final String SIGHTINGS = "sightings";

    /** What all keys begin with, so that a layout by this prefix keeps them together. */
    protected static final String PREFIX = "m/";

    @SuppressWarnings("NullAway.Init")
    private KvStore store;

    /** Which ordered scans a table can serve. */
    protected enum Scans {
        /** Any range. */
        ANY_RANGE,
        /** Ranges inside one prefix; the suite's keys all have {@link #PREFIX}. */
        INSIDE_PREFIX,
        /** None: the layout is {@code hash}. */
        NONE
    }

    /** Opens a store of this test's own with the empty tables {@link #REPORTS} and {@link #SIGHTINGS}. */
    protected abstract KvStore open();

    /** Lets {@code time} pass for everything that expires values of the store. */
    protected abstract void letPass(Duration time);

    /** Which ordered scans both tables can serve. */
    protected abstract Scans scans();

    /** The longest key that both tables accept, in bytes. */
    protected int keyBytesMax() {
        return KvBounds.KEY_BYTES_MAX;
    }

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    final KvStore store() {
        return store;
    }

    final Calls reports(Form form) {
        return new Calls(store.table(REPORTS), form);
    }

    final Calls sightings(Form form) {
        return new Calls(store.table(SIGHTINGS), form);
    }

    static ByteString key(String text) {
        return ByteString.copyFromUtf8(PREFIX + text);
    }

    static ByteString key(int number) {
        return key(String.format("%06d", number));
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static ByteString randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    /** Rows {@code 0 .. count-1} in a map, in key order. */
    static Map<ByteString, ByteString> rows(int count) {
        Map<ByteString, ByteString> rows = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            rows.put(key(i), bytes("v" + i));
        }
        return rows;
    }

    static Map<ByteString, ByteString> asMap(List<KvEntry> entries) {
        Map<ByteString, ByteString> map = new LinkedHashMap<>();
        entries.forEach(entry -> map.put(entry.key(), entry.value()));
        return map;
    }

    /** Everything behind {@code token}, page by page. */
    static List<KvEntry> scanAll(Calls calls, ScanToken token, int limit) {
        List<KvEntry> all = new ArrayList<>();
        ScanPage page = calls.scanAll(token, limit);
        all.addAll(page.entries());
        while (page.next().isPresent()) {
            page = calls.scanAll(page.next().get(), limit);
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.entries());
        }
        return all;
    }

    /** Checks that the call is refused with {@code code}, by a message that contains {@code parts}. */
    static void assertFails(KvErrorCode code, ThrowingCallable call, String... parts) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).as("what the call failed with").isInstanceOf(KvException.class);
        assertThat(((KvException) thrown).code()).isEqualTo(code);
        assertThat(thrown).hasMessageStartingWith(code.printed() + " " + code.name() + ": ");
        assertThat(thrown).hasMessageContainingAll(parts);
        assertThat(thrown.getStackTrace())
                .as("the stack shows the caller's line")
                .anyMatch(frame -> frame.getClassName().startsWith("io.slipway.testkit.kv.Kv"));
    }
}
