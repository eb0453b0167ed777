package io.slipway.kv.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.DescriptorValidationException;
import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Run with {@code -Dslipway.catalogue.write=true} after a change of error.proto: writes the enums instead of comparing them. */
class ErrorCatalogueTest {

    private static final Map<KvErrorCategory, Integer> THOUSANDS = Map.of(
            KvErrorCategory.USER, 1,
            KvErrorCategory.CONFLICT, 2,
            KvErrorCategory.UNAVAILABLE, 3,
            KvErrorCategory.OVERLOADED, 4,
            KvErrorCategory.UNKNOWN_OUTCOME, 5,
            KvErrorCategory.INTERNAL, 9);

    @Test
    void should_equal_the_committed_source() throws Exception {
        ErrorCatalogue catalogue = catalogue();
        Path sources = Path.of(System.getProperty("slipway.kv.sources"), "io", "slipway", "kv");

        compare(sources.resolve("KvErrorCode.java"), ErrorSource.code(catalogue));
        compare(sources.resolve("KvErrorCategory.java"), ErrorSource.category(catalogue));
    }

    @Test
    void should_equal_the_committed_header_of_the_c_interface() throws Exception {
        Path header = Path.of(System.getProperty("slipway.native.include"), "slipway_errors.h");

        compare(header, ErrorHeader.of(catalogue()));
    }

    @Test
    void should_equal_the_committed_constants_of_typescript() throws Exception {
        Path sources = Path.of(System.getProperty("slipway.node.sources"));

        compare(sources.resolve("error-codes.ts"), ErrorConstants.of(catalogue()));
    }

    @Test
    void should_equal_the_committed_source_of_the_go_binding() throws Exception {
        Path codes = Path.of(System.getProperty("slipway.bindings.go"), "codes.go");

        compare(codes, ErrorGo.of(catalogue()));
    }

    @Test
    void should_number_each_code_by_its_category() throws Exception {
        assertThat(catalogue().codes()).hasSize(KvErrorCode.values().length).allSatisfy(code -> assertThat(
                        code.number() / 1_000)
                .isEqualTo(THOUSANDS.get(KvErrorCategory.valueOf(code.category()))));
    }

    @Test
    void should_say_maybe_applied_for_unknown_outcomes_alone() {
        assertThat(KvErrorCode.values()).allSatisfy(code -> {
            assertThat(code.maybeApplied()).isEqualTo(code.category() == KvErrorCategory.UNKNOWN_OUTCOME);
            assertThat(code.maybeApplied() && code.retryable()).isFalse();
        });
    }

    private static ErrorCatalogue catalogue() throws IOException, DescriptorValidationException {
        try (InputStream descriptors = ErrorCatalogueTest.class.getResourceAsStream("/error.protobin")) {
            return ErrorCatalogue.read(Objects.requireNonNull(descriptors, "protoc wrote no error.protobin"));
        }
    }

    private static void compare(Path committed, String generated) throws IOException {
        if (Boolean.getBoolean("slipway.catalogue.write")) {
            Files.writeString(committed, generated, UTF_8);
        }
        assertThat(committed).content(UTF_8).isEqualTo(generated);
    }
}
