package io.slipway.bench.ycsb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTest {

    @Test
    void should_give_back_names_and_bytes_in_their_order() {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        fields.put("field1", new byte[] {1, 2, 3});
        fields.put("empty", new byte[0]);
        fields.put("field0", new byte[300]);

        Map<String, byte[]> read = Fields.unpack(Fields.pack(fields));

        assertThat(read.keySet()).containsExactly("field1", "empty", "field0");
        read.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(fields.get(name)));
    }

    @Test
    void should_refuse_what_is_no_row() {
        assertThatThrownBy(() -> Fields.unpack(ByteString.copyFrom(new byte[] {100, 1})))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
