package io.slipway.demo.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.demo.v1.ClassFacts;
import io.slipway.demo.v1.ConstantCount;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassFileParserTest {
    private static final int ACC_SUPER_AND_ABSTRACT = 0x0420;
    private static final int TAG_STRING = 8;
    private static final int TAG_LONG = 5;

    private final StringCollector strings = new StringCollector();

    @Test
    void should_report_every_fact_of_a_known_class() throws Exception {
        ClassFacts facts = ClassFileParser.parse(knownClass(), strings);

        assertThat(facts.getMajorVersion()).isEqualTo(61);
        assertThat(facts.getMinorVersion()).isZero();
        assertThat(facts.getAccessFlags()).isEqualTo(ACC_SUPER_AND_ABSTRACT);
        assertThat(facts.getName()).isEqualTo("io/slipway/demo/analysis/KnownClass");
        assertThat(facts.getSuperName()).isEqualTo("java/lang/Object");
        assertThat(facts.getInterfacesList()).containsExactly("java/io/Serializable", "java/util/function/Supplier");
        assertThat(facts.getFieldCount()).isEqualTo(3);
        assertThat(facts.getMethodCount())
                .as("constructor, get, its bridge, third")
                .isEqualTo(4);
        assertThat(facts.getImportsList())
                .containsExactly("java/io/Serializable", "java/lang/Object", "java/util/function/Supplier");
    }

    @Test
    void should_count_constants_by_tag() throws Exception {
        ClassFacts facts = ClassFileParser.parse(knownClass(), strings);

        Map<Integer, Integer> counts = facts.getConstantsList().stream()
                .collect(Collectors.toMap(ConstantCount::getTag, ConstantCount::getCount));
        assertThat(counts).containsEntry(TAG_STRING, 1).containsEntry(TAG_LONG, 1);
    }

    @Test
    void should_collect_utf8_constants_of_at_least_six_characters() throws Exception {
        ClassFileParser.parse(knownClass(), strings);

        assertThat(strings.facts().getTextsList())
                .contains("a string that only this class holds", "second", "serialVersionUID")
                .doesNotContain("first", "third", "get");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 9, 11, 40, 200, 400})
    void should_refuse_a_class_that_ends_early(int length) throws Exception {
        ByteBuffer whole = knownClass();

        assertThatThrownBy(() -> ClassFileParser.parse(whole.slice(0, length), strings))
                .isInstanceOf(ClassFileParser.MalformedClassException.class)
                .hasMessageContaining("ends early");
    }

    @Test
    void should_refuse_an_unknown_constant_tag() throws Exception {
        ByteBuffer broken = knownClass();
        broken.put(10, (byte) 99);

        assertThatThrownBy(() -> ClassFileParser.parse(broken, strings))
                .isInstanceOf(ClassFileParser.MalformedClassException.class)
                .hasMessage("constant 1 has unknown tag 99");
    }

    private static ByteBuffer knownClass() throws IOException {
        try (InputStream in = ClassFileParserTest.class.getResourceAsStream("KnownClass.class")) {
            return ByteBuffer.wrap(Objects.requireNonNull(in).readAllBytes());
        }
    }
}
