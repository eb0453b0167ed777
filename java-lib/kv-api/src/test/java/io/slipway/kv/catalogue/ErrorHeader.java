package io.slipway.kv.catalogue;

import java.util.stream.Collectors;

/** The C header of the catalogue, as it is committed. */
final class ErrorHeader {

    private static final String HEADER =
            """
            /* Everything that can go wrong, with numbers that never change. Generated from schemas/proto/slipway/v1/error.proto; change it there. */
            #ifndef SLIPWAY_ERRORS_H
            #define SLIPWAY_ERRORS_H

            /* What kind of trouble an error is, and so what a caller can do about it. */
            enum {
            %s
            };

            enum {
            %s
            };

            /* One line a code: name, number, category, retryable, maybe_applied. Define a macro of these parameters, and give it to this. */
            #define SLIPWAY_ERRORS(ERROR) \\
            %s

            #endif
            """;

    private ErrorHeader() {}

    static String of(ErrorCatalogue catalogue) {
        StringBuilder categories = new StringBuilder();
        int number = 0;
        for (ErrorCatalogue.Category category : catalogue.categories()) {
            number++;
            categories
                    .append(number == 1 ? "" : ",\n")
                    .append("  /* %s */\n  SLIPWAY_CATEGORY_%s = %d"
                            .formatted(category.comment(), category.name(), number));
        }
        return HEADER.formatted(
                categories,
                catalogue.codes().stream()
                        .map(code ->
                                "  /* %s */\n  SLIPWAY_%s = %d".formatted(code.comment(), code.name(), code.number()))
                        .collect(Collectors.joining(",\n")),
                catalogue.codes().stream()
                        .map(code -> "  ERROR(%s, %d, %s, %d, %d)"
                                .formatted(
                                        code.name(),
                                        code.number(),
                                        code.category(),
                                        code.retryable() ? 1 : 0,
                                        code.maybeApplied() ? 1 : 0))
                        .collect(Collectors.joining(" \\\n")));
    }
}
