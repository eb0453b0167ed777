package io.slipway.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvBoundsTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.250Z");

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "_a", "a-b", "a b", "a.b", "aé", "a\n"})
    void should_refuse_a_malformed_table_name(String name) {
        assertThatThrownBy(() -> KvBounds.checkTableName(name))
                .isInstanceOf(KvUserException.class)
                .hasMessageContaining("SLIPWAY-1003 TABLE_NAME");
    }

    @Test
    void should_accept_a_table_name_of_1_to_48_characters() {
        assertThat(KvBounds.checkTableName("a")).isEqualTo("a");
        assertThat(KvBounds.checkTableName("a".repeat(48))).hasSize(48);
        assertThatThrownBy(() -> KvBounds.checkTableName("a".repeat(49))).isInstanceOf(KvUserException.class);
    }

    @Test
    void should_round_an_expiry_up_to_whole_seconds() {
        assertThat(KvBounds.expirySecond("t", "put", KEY, PutOptions.ttl(Duration.ofSeconds(1)), NOW))
                .isEqualTo(NOW.getEpochSecond() + 2);
        assertThat(KvBounds.expirySecond("t", "put", KEY, PutOptions.expiresAt(NOW.plusMillis(1_750)), NOW))
                .isEqualTo(NOW.getEpochSecond() + 2);
        assertThat(KvBounds.expirySecond("t", "put", KEY, PutOptions.none(), NOW))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void should_refuse_an_expiry_outside_its_bounds() {
        assertExpiryRefused(PutOptions.ttl(Duration.ofMillis(999)));
        assertExpiryRefused(PutOptions.ttl(Duration.ofSeconds(-5)));
        assertExpiryRefused(PutOptions.ttl(KvBounds.TTL_MAX.plusNanos(1)));
        assertExpiryRefused(PutOptions.ttl(Duration.ofSeconds(Long.MAX_VALUE)));
        assertExpiryRefused(PutOptions.expiresAt(NOW));
        assertExpiryRefused(PutOptions.expiresAt(Instant.MAX));
        assertExpiryRefused(PutOptions.expiresAt(Instant.MIN));
        assertThat(KvBounds.expirySecond("t", "put", KEY, PutOptions.ttl(KvBounds.TTL_MAX), NOW))
                .isEqualTo(NOW.getEpochSecond() + 630_720_000L);
    }

    @Test
    void should_describe_a_key_without_flooding_or_corrupting_a_log() {
        ByteString key = ByteString.copyFromUtf8("it's\n").concat(ByteString.copyFrom(new byte[100]));

        assertThat(KvBounds.describe("t", "get", key))
                .startsWith("table 't', get, key 'it\\x27s\\x0a\\x00")
                .contains("...' (105 bytes, #")
                .hasSizeLessThan(140);
    }

    @Test
    void should_refuse_a_range_that_ends_before_it_begins() {
        ScanRange backwards = ScanRange.between(ByteString.copyFromUtf8("b"), ByteString.copyFromUtf8("a"));

        assertThatThrownBy(() -> KvBounds.checkScanRange("t", backwards))
                .isInstanceOf(KvUserException.class)
                .hasMessageContaining("SLIPWAY-1010 SCAN_RANGE: table 't', scan: the range ends before it begins");
        KvBounds.checkScanRange("t", ScanRange.between(KEY, KEY));
    }

    @Test
    void should_end_a_prefix_behind_all_its_keys() {
        assertThat(ScanRange.prefix(ByteString.copyFrom(new byte[] {1, (byte) 0xff, (byte) 0xff}))
                        .to())
                .contains(ByteString.copyFrom(new byte[] {2}));
        assertThat(ScanRange.prefix(ByteString.copyFrom(new byte[] {(byte) 0xff}))
                        .to())
                .isEmpty();
        assertThat(ScanRange.prefix(ByteString.EMPTY).to()).isEmpty();
    }

    private static void assertExpiryRefused(PutOptions options) {
        assertThatThrownBy(() -> KvBounds.expirySecond("t", "put", KEY, options, NOW))
                .isInstanceOf(KvUserException.class)
                .hasMessageContaining("SLIPWAY-1005 TTL_RANGE");
    }
}
