package io.slipway.kv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvUserException;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RangeTokenTest {

    @Property(tries = 300)
    void should_read_back_what_was_encoded(@ForAll byte[] from, @ForAll byte[] to, @ForAll boolean bounded) {
        RangeToken token = new RangeToken(ByteString.copyFrom(from), bounded ? ByteString.copyFrom(to) : null);

        assertThat(RangeToken.decode("t", "scanAll", token.encode())).isEqualTo(token);
    }

    @Property(tries = 300)
    void should_refuse_bytes_that_are_no_token(@ForAll byte[] bytes) {
        if (bytes.length > 0) {
            assertRefused(() -> RangeToken.decode("t", "scanAll", new ScanToken(ByteString.copyFrom(bytes))));
        }
    }

    @Property(tries = 300)
    void should_refuse_a_token_if_one_bit_has_changed(@ForAll byte[] from, @ForAll int place) {
        byte[] bytes =
                new RangeToken(ByteString.copyFrom(from), null).encode().bytes().toByteArray();
        bytes[Math.floorMod(place, bytes.length)] ^= (byte) (1 << Math.floorMod(place, 8));

        assertRefused(() -> RangeToken.decode("t", "scanAll", new ScanToken(ByteString.copyFrom(bytes))));
    }

    @Test
    void should_begin_at_the_first_key_if_the_token_is_the_start() {
        assertThat(RangeToken.decode("t", "scanAll", ScanToken.START)).isEqualTo(RangeToken.ALL);
    }

    @Test
    void should_resume_inside_the_range_alone() {
        ScanRange range = ScanRange.prefix(ByteString.copyFromUtf8("b"));
        RangeToken behind = RangeToken.of("t", range).behind(ByteString.copyFromUtf8("b7"));
        ScanToken outside = new RangeToken(ByteString.copyFromUtf8("a"), null).encode();

        assertThat(RangeToken.of("t", range.resume(behind.encode())))
                .isEqualTo(new RangeToken(ByteString.copyFromUtf8("b7\0"), ByteString.copyFromUtf8("c")));
        assertRefused(() -> RangeToken.of("t", range.resume(outside)));
    }

    private static void assertRefused(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(KvUserException.class, e -> assertThat(e.code())
                .isEqualTo(KvErrorCode.SCAN_TOKEN));
    }
}
