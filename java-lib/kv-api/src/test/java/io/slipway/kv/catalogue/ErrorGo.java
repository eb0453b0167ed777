package io.slipway.kv.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The Go source of the catalogue, formatted as it is committed. */
final class ErrorGo {

    private static final Set<String> INITIALISMS = Set.of("TTL", "ABI");

    private static final String SOURCE =
            """
            // Code generated from schemas/proto/slipway/v1/error.proto. DO NOT EDIT.

            package slipway

            // What kind of trouble an error is, and so what a caller can do about it.
            const (
            %s
            )

            // Everything that can go wrong, with numbers that never change. Each is an error for errors.Is.
            const (
            %s
            )

            var categoryNames = [...]string{"", %s}

            var catalogue = []traits{
            %s
            }
            """;

    private ErrorGo() {}

    static String of(ErrorCatalogue catalogue) {
        List<ErrorCatalogue.Category> categories = catalogue.categories();
        return SOURCE.formatted(
                IntStream.range(0, categories.size())
                        .mapToObj(i -> constant(
                                "Category" + camel(categories.get(i).name()),
                                categories.get(i).comment(),
                                "Category",
                                i + 1))
                        .collect(Collectors.joining("\n\n")),
                catalogue.codes().stream()
                        .map(code -> constant("Err" + camel(code.name()), code.comment(), "Code", code.number()))
                        .collect(Collectors.joining("\n\n")),
                categories.stream().map(category -> '"' + category.name() + '"').collect(Collectors.joining(", ")),
                catalogue.codes().stream()
                        .map(code -> "\t{Err%s, \"%s\", Category%s, %s, %s},"
                                .formatted(
                                        camel(code.name()),
                                        code.name(),
                                        camel(code.category()),
                                        code.retryable(),
                                        code.maybeApplied()))
                        .collect(Collectors.joining("\n")));
    }

    private static String constant(String name, String comment, String type, int value) {
        return "\t// %s: %s\n\t%s %s = %d".formatted(name, comment, name, type, value);
    }

    private static String camel(String name) {
        return Arrays.stream(name.split("_"))
                .map(word -> INITIALISMS.contains(word)
                        ? word
                        : word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
