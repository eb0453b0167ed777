package io.slipway.kv.catalogue;

import java.util.stream.Collectors;

/** The Java source of the catalogue's two enums, formatted as it is committed. */
final class ErrorSource {

    private static final String CATEGORY =
            """
            package io.slipway.kv;

            /** What kind of trouble an error is, and so what a caller can do about it. Generated from {@code schemas/proto/slipway/v1/error.proto}. */
            public enum KvErrorCategory {

            %s
            }
            """;

    private static final String CODE =
            """
            package io.slipway.kv;

            /**
             * Everything that can go wrong, with a number that never changes.
             *
             * <p>Generated from {@code schemas/proto/slipway/v1/error.proto}; change it there.
             */
            public enum KvErrorCode {

            %s;

                private final int number;
                private final KvErrorCategory category;
                private final boolean retryable;
                private final boolean maybeApplied;

                KvErrorCode(int number, KvErrorCategory category, boolean retryable, boolean maybeApplied) {
                    this.number = number;
                    this.category = category;
                    this.retryable = retryable;
                    this.maybeApplied = maybeApplied;
                }

                /** The stable number, 1000 to 9999. */
                public int number() {
                    return number;
                }

                public KvErrorCategory category() {
                    return category;
                }

                /** Whether the same call may succeed later without any change. */
                public boolean retryable() {
                    return retryable;
                }

                /** Whether the failed call may have taken effect, now or shortly after. */
                public boolean maybeApplied() {
                    return maybeApplied;
                }

                /** The stable printed form, such as {@code SLIPWAY-2001}. */
                public String printed() {
                    return "SLIPWAY-" + number;
                }
            }
            """;

    private ErrorSource() {}

    static String category(ErrorCatalogue catalogue) {
        return CATEGORY.formatted(catalogue.categories().stream()
                .map(category -> "    /** %s */\n    %s".formatted(category.comment(), category.name()))
                .collect(Collectors.joining(",\n\n")));
    }

    static String code(ErrorCatalogue catalogue) {
        return CODE.formatted(catalogue.codes().stream()
                .map(code -> "    /** %s */\n    %s(%d, KvErrorCategory.%s, %s, %s)"
                        .formatted(
                                code.comment(),
                                code.name(),
                                code.number(),
                                code.category(),
                                code.retryable(),
                                code.maybeApplied()))
                .collect(Collectors.joining(",\n\n")));
    }
}
