package io.slipway.target.cql.layout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.spi.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The layouts give what {@code schemas/golden} says, both ways. */
class GoldenLayoutsTest {

    private static final Path VECTORS = Path.of("../../schemas/golden/layouts.txt");

    @Test
    void should_give_the_golden_columns_and_back() throws IOException {
        List<String> vectors = Files.readAllLines(VECTORS).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(vectors).hasSizeGreaterThan(150).allSatisfy(line -> {
            String[] fields = line.split("\t", -1);
            KeyLayout layout = KeyLayout.of(Layout.parse(fields[0]));
            ByteString key = hex(fields[1]);
            int bucket = fields[3].equals("-") ? 0 : Integer.parseInt(fields[3]);
            KeyColumns columns = new KeyColumns(hex(fields[2]), bucket, hex(fields[4]));

            assertThat(layout.layout().text()).isEqualTo(fields[0]);
            assertThat(layout.columns(key)).isEqualTo(columns);
            assertThat(layout.key(columns)).isEqualTo(key);
        });
    }

    private static ByteString hex(String text) {
        return text.equals("-")
                ? ByteString.EMPTY
                : ByteString.copyFrom(HexFormat.of().parseHex(text));
    }
}
