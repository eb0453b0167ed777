package io.slipway.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.demo.traffic.Post;
import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Totals;
import io.slipway.spi.KeyRange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinesTest {
    private static final ByteString BYTES = ByteString.copyFrom(new byte[] {0, 10, 13, (byte) 255});

    @ParameterizedTest
    @MethodSource("orders")
    void should_read_the_order_that_was_written(Order order) {
        String line = Lines.of(order);

        assertThat(line).doesNotContain("\n", "\r");
        assertThat(Lines.isMessage(line)).isTrue();
        assertThat(Lines.order(line)).isEqualTo(order);
    }

    @ParameterizedTest
    @MethodSource("words")
    void should_read_the_word_that_was_written(Word word) {
        String line = Lines.of(word);

        assertThat(line).doesNotContain("\n", "\r");
        assertThat(Lines.isMessage(line)).isTrue();
        assertThat(Lines.word(line)).isEqualTo(word);
    }

    @Test
    void should_say_which_line_is_no_message() {
        assertThat(Lines.isMessage("[0.5s][warning] something of the JVM's")).isFalse();
        assertThatThrownBy(() -> Lines.word("{\"word\":\"num"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{\"word\":\"num");
    }

    private static Stream<Order> orders() {
        return Stream.of(
                new Order.Start("api-0", 2, "api", Post.all(), 600.5, -7, "c", "k", "f", "j"),
                new Order.Loading("t", List.of(KeyRange.ALL, new KeyRange(BYTES, BYTES.concat(BYTES)))),
                new Order.Loading("t", List.of()),
                new Order.Submit(1),
                new Order.Count(2),
                new Order.Stop());
    }

    private static Stream<Word> words() {
        StageVisits.Part part = new StageVisits.Part("t", 3, "audit", 10, 1, BYTES);
        return Stream.of(
                new Word.Ready(600),
                new Word.Numbers(new Totals(1, 2, 3, 4, 5, 6, 7, 8), List.of(part)),
                new Word.Submitted(1),
                new Word.Counted(2, 3, 4, 5),
                new Word.Trouble("line\nof \"text\""),
                new Word.Done());
    }
}
