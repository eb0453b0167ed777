package io.slipway.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyTextTest {

    @Test
    void should_read_text_hexadecimal_digits_and_base64() {
        assertThat(KeyText.parse("käse")).isEqualTo(ByteString.copyFromUtf8("käse"));
        assertThat(KeyText.parse("hex:00ff")).isEqualTo(ByteString.copyFrom(new byte[] {0, (byte) 0xff}));
        assertThat(KeyText.parse("base64:AP8=")).isEqualTo(ByteString.copyFrom(new byte[] {0, (byte) 0xff}));
    }

    @Test
    void should_refuse_what_is_no_key() {
        for (String text : new String[] {"", "hex:", "hex:0", "hex:xy", "base64:*"}) {
            assertThatThrownBy(() -> KeyText.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void should_read_back_every_key_that_it_printed() {
        Random random = new Random(5);
        for (int i = 0; i < 1_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            ByteString key = ByteString.copyFrom(bytes);
            assertThat(KeyText.parse(KeyText.print(key))).isEqualTo(key);
        }
        for (String text : new String[] {"plain/key", "hex:zz", "base64:*", "with space", "käse"}) {
            ByteString key = ByteString.copyFromUtf8(text);
            assertThat(KeyText.parse(KeyText.print(key))).isEqualTo(key);
        }
    }
}
