package io.slipway.testkit.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link io.slipway.kv.KvStore} promises, as tests.
 *
 * <p>To run it against a provider of yours, extend it; each test gets a store of its own with two empty tables.
 *
 * <pre>{@code
 * class MyStoreContractTest extends KvStoreContract {
 *     private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
 *
 *     protected KvStore open() {
 *         return new MyStore(clock, REPORTS, SIGHTINGS);
 *     }
 *
 *     protected void letPass(Duration time) {
 *         clock.advance(time);
 *     }
 *
 *     protected Scans scans() {
 *         return Scans.ANY_RANGE;
 *     }
 * }
 * }</pre>
 */
public abstract class KvStoreContract extends KvBatchContract {

    private static final ByteString VALUE = bytes("v");

    @Test
    void should_refuse_a_malformed_table_name() {
        for (String name : List.of("", "Reports", "1st", "a-b", "a.b", "x".repeat(49))) {
            assertFails(KvErrorCode.TABLE_NAME, () -> store().table(name), "'" + name + "'", "[a-z][a-z0-9_]*");
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_accept_a_key_of_the_greatest_length(Form form) {
        Calls reports = reports(form);
        ByteString longest = bytes(PREFIX).concat(bytes("x".repeat(keyBytesMax() - PREFIX.length())));

        reports.put(longest, VALUE);
        assertThat(reports.get(longest)).contains(VALUE);
        assertThat(asMap(scanAll(reports, ScanToken.START, 10))).isEqualTo(Map.of(longest, VALUE));
        reports.delete(longest);
        assertThat(reports.exists(longest)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_a_key_that_is_empty_or_too_long(Form form) {
        Calls reports = reports(form);
        ByteString tooLong = bytes(PREFIX).concat(bytes("x".repeat(keyBytesMax() + 1 - PREFIX.length())));

        for (ByteString bad : List.of(ByteString.EMPTY, tooLong)) {
            String size = "(" + bad.size() + " bytes";
            assertFails(KvErrorCode.KEY_SIZE, () -> reports.get(bad), "table 'reports', get, key", size);
            assertFails(KvErrorCode.KEY_SIZE, () -> reports.exists(bad), "exists", size);
            assertFails(KvErrorCode.KEY_SIZE, () -> reports.put(bad, VALUE), "put", size);
            assertFails(KvErrorCode.KEY_SIZE, () -> reports.delete(bad), "delete", size);
            assertFails(KvErrorCode.KEY_SIZE, () -> reports.getMany(List.of(key(1), bad)), "getMany", size);
            assertFails(KvErrorCode.KEY_SIZE, () -> reports.deleteMany(List.of(key(1), bad)), "deleteMany", size);
            Map<ByteString, ByteString> entries = new LinkedHashMap<>();
            entries.put(key(1), VALUE);
            entries.put(bad, VALUE);
            assertFails(KvErrorCode.KEY_SIZE, () -> reports.putMany(entries, PutOptions.none()), "putMany", size);
        }
        assertNothingStored(form);
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_a_value_above_the_limit(Form form) {
        Calls reports = reports(form);
        ByteString tooLarge = ByteString.copyFrom(new byte[KvBounds.VALUE_BYTES_MAX_DEFAULT + 1]);

        assertFails(
                KvErrorCode.VALUE_SIZE,
                () -> reports.put(key("a"), tooLarge),
                "table 'reports', put, key 'm/a'",
                "16777217",
                "16777216");
        assertFails(
                KvErrorCode.VALUE_SIZE,
                () -> reports.putMany(Map.of(key("a"), tooLarge), PutOptions.none()),
                "putMany");
        assertFails(KvErrorCode.VALUE_SIZE, () -> store().batch().put(REPORTS, key("a"), tooLarge), "table 'reports'");
        assertNothingStored(form);
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_a_ttl_out_of_bounds(Form form) {
        Calls reports = reports(form);

        Stream.of(
                        PutOptions.ttl(Duration.ZERO),
                        PutOptions.ttl(Duration.ofMillis(999)),
                        PutOptions.ttl(KvBounds.TTL_MAX.plusSeconds(1)),
                        PutOptions.expiresAt(Instant.EPOCH))
                .forEach(options -> {
                    assertFails(
                            KvErrorCode.TTL_RANGE,
                            () -> reports.put(key("a"), VALUE, options),
                            "table 'reports', put, key 'm/a'",
                            "1 s to 630720000 s");
                    assertFails(
                            KvErrorCode.TTL_RANGE, () -> reports.putMany(Map.of(key("a"), VALUE), options), "putMany");
                });
        assertNothingStored(form);
        reports.put(key("a"), VALUE, PutOptions.ttl(KvBounds.TTL_MAX));
        assertThat(reports.get(key("a"))).contains(VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_too_many_keys_in_one_call(Form form) {
        Calls reports = reports(form);
        Map<ByteString, ByteString> tooMany = rows(KvBounds.CALL_KEYS_MAX + 1);

        assertFails(KvErrorCode.CALL_SIZE, () -> reports.getMany(tooMany.keySet()), "getMany", "10001", "10000");
        assertFails(KvErrorCode.CALL_SIZE, () -> reports.deleteMany(tooMany.keySet()), "deleteMany");
        assertFails(KvErrorCode.CALL_SIZE, () -> reports.putMany(tooMany, PutOptions.none()), "putMany");
        assertNothingStored(form);
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_scans_out_of_bounds(Form form) {
        Calls reports = reports(form);
        ScanRange range = ScanRange.prefix(bytes(PREFIX));
        ScanToken garbage = new ScanToken(bytes("no token of anybody"));

        for (int limit : new int[] {0, -1, 10_001}) {
            assertFails(KvErrorCode.SCAN_RANGE, () -> reports.scan(range.limit(limit)), "scan", "10000");
            assertFails(KvErrorCode.SCAN_RANGE, () -> reports.scanAll(ScanToken.START, limit), "scanAll", "10000");
        }
        for (int splits : new int[] {0, 1_025}) {
            assertFails(KvErrorCode.SCAN_RANGE, () -> reports.scanAllSplits(splits), "scanAllSplits", "1024");
        }
        assertFails(
                KvErrorCode.SCAN_RANGE, () -> reports.scan(ScanRange.between(key("b"), key("a"))), "before it begins");
        assertFails(KvErrorCode.SCAN_TOKEN, () -> reports.scanAll(garbage, 10), "table 'reports', scanAll");
        if (scans() != Scans.NONE) {
            assertFails(KvErrorCode.SCAN_TOKEN, () -> reports.scan(range.resume(garbage)), "table 'reports', scan");
        }
    }

    @Test
    void should_refuse_a_deadline_out_of_bounds() {
        for (Duration bad : List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofSeconds(3_601))) {
            assertFails(KvErrorCode.DEADLINE_RANGE, () -> store().table(REPORTS).withDeadline(bad), "1 ms to 1 h");
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_every_operation_if_the_store_is_closed(Form form) {
        Calls reports = reports(form);
        KvBatch batch = store().batch().put(REPORTS, key("a"), VALUE);

        form.of(store()::close, store()::closeAsync);

        Map<String, Runnable> operations = new LinkedHashMap<>();
        operations.put("get", () -> reports.get(key("a")));
        operations.put("getMany", () -> reports.getMany(List.of(key("a"))));
        operations.put("exists", () -> reports.exists(key("a")));
        operations.put("put", () -> reports.put(key("a"), VALUE));
        operations.put("putMany", () -> reports.putMany(Map.of(key("a"), VALUE), PutOptions.none()));
        operations.put("delete", () -> reports.delete(key("a")));
        operations.put("deleteMany", () -> reports.deleteMany(List.of(key("a"))));
        operations.put("scan", () -> reports.scan(ScanRange.prefix(bytes(PREFIX))));
        operations.put("scanAll", () -> reports.scanAll(ScanToken.START, 10));
        operations.put("scanAllSplits", () -> reports.scanAllSplits(2));
        operations.put("batch", () -> reports.commit(batch));
        operations.forEach((name, call) ->
                assertFails(KvErrorCode.CLOSED, call::run, "table 'reports', " + name, "the store is closed"));
    }

    @Test
    void should_close_any_number_of_times_in_any_way() {
        store().close();
        store().close();
        store().forceClose();
        Form.answer(store().closeAsync());

        assertThat(catchThrowable(() -> store().table(REPORTS).get(key("a")))).isNotNull();
    }

    private void assertNothingStored(Form form) {
        assertThat(scanAll(reports(form), ScanToken.START, 10)).isEmpty();
    }
}
