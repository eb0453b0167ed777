package io.slipway.bridge.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ManyKeysTest {

    private static ByteBuffer encode(List<byte[]> keys) {
        int bytes = keys.stream().mapToInt(key -> Integer.BYTES + key.length).sum();
        ByteBuffer payload = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        keys.forEach(key -> payload.putInt(key.length).put(key));
        return payload.flip();
    }

    @Property
    void should_read_the_keys_that_were_written(@ForAll @Size(max = 20) List<byte[]> keys) {
        ManyKeys read = ManyKeys.parse(ByteString.copyFrom(encode(keys)));
        assertThat(read.keys())
                .isEqualTo(keys.stream().map(ByteString::copyFrom).toList());
    }

    @Property
    void should_read_any_bytes_as_keys_or_refuse_them(@ForAll byte[] payload) {
        try {
            int bytes = ManyKeys.parse(ByteString.copyFrom(payload)).keys().stream()
                    .mapToInt(key -> Integer.BYTES + key.size())
                    .sum();
            assertThat(bytes).isEqualTo(payload.length);
        } catch (KvException e) {
            assertThat(e.code()).isEqualTo(KvErrorCode.ARGUMENT);
        }
    }

    @Test
    void should_refuse_more_keys_than_a_call_takes() {
        ByteString empty = ByteString.copyFrom(new byte[(KvBounds.CALL_KEYS_MAX + 1) * Integer.BYTES]);
        assertThat(ManyKeys.parse(empty.substring(Integer.BYTES)).keys()).hasSize(KvBounds.CALL_KEYS_MAX);
        assertThatThrownBy(() -> ManyKeys.parse(empty))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.CALL_SIZE));
    }

    @Test
    void should_answer_the_values_that_are_present_by_index() {
        ByteString a = ByteString.copyFromUtf8("a");
        ByteString b = ByteString.copyFromUtf8("b");
        ByteBuffer answer = new ManyKeys(List.of(b, a, b))
                .payload(Map.of(b, ByteString.copyFromUtf8("xyz")))
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int index : new int[] {0, 2}) {
            byte[] value = new byte[3];
            assertThat(answer.getInt()).isEqualTo(index);
            assertThat(answer.getInt()).isEqualTo(3);
            answer.get(value);
            assertThat(value).asString().isEqualTo("xyz");
        }
        assertThat(answer.hasRemaining()).isFalse();
    }
}
