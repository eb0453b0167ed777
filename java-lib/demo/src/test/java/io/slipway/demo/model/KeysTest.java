package io.slipway.demo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
    @Test
    void should_take_a_sighting_apart_at_the_first_slash() {
        ByteString key = Keys.sighting("java.base", "java/lang/Object.class");

        assertThat(key.toStringUtf8()).isEqualTo("java.base/java/lang/Object.class");
        assertThat(Keys.containerOf(key)).isEqualTo("java.base");
        assertThat(Keys.pathOf(key)).isEqualTo("java/lang/Object.class");
    }

    @Test
    void should_refuse_a_container_that_holds_the_end_mark() {
        assertThatIllegalArgumentException().isThrownBy(() -> Keys.sighting("a/b", "c"));
    }

    @ParameterizedTest
    @CsvSource({"java/lang/Object, java", "Ljava/util/List;, ljava", "(II)V, -", "UTF8, utf8", "größe, gr"})
    void should_take_the_leading_ascii_word_as_token(String text, String token) {
        assertThat(Keys.token(text)).isEqualTo(token);
        assertThat(Keys.string(text).toStringUtf8()).isEqualTo(token + "\0" + text);
    }

    @Test
    void should_bound_tokens() {
        assertThat(Keys.token("a".repeat(40))).hasSize(32);
    }
}
