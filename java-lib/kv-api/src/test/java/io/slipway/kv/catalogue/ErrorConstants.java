package io.slipway.kv.catalogue;

import java.util.stream.Collectors;

/** The TypeScript constants of the catalogue, formatted as they are committed. */
final class ErrorConstants {

    private static final String MODULE =
            """
            // Everything that can go wrong, with numbers that never change. Generated from schemas/proto/slipway/v1/error.proto; change it there.

            /** What kind of trouble an error is, and so what a caller can do about it. */
            export const ErrorCategory = {
            %s
            } as const;

            /** One of the categories. */
            export type ErrorCategory = keyof typeof ErrorCategory;

            /** The number of each error. */
            export const ErrorCode = {
            %s
            } as const;

            /** The name of an error, such as `KEY_SIZE`. */
            export type ErrorName = keyof typeof ErrorCode;

            /** The number of one error. */
            export type ErrorCode = (typeof ErrorCode)[ErrorName];

            /** What an error means for the caller. */
            export interface ErrorTraits {
              readonly category: ErrorCategory;
              /** The same call may succeed later without any change. */
              readonly retryable: boolean;
              /** The failed call may have taken effect, now or shortly after. */
              readonly maybeApplied: boolean;
            }

            export const ERROR_TRAITS: Readonly<Record<ErrorName, ErrorTraits>> = {
            %s
            };
            """;

    private ErrorConstants() {}

    static String of(ErrorCatalogue catalogue) {
        return MODULE.formatted(
                catalogue.categories().stream()
                        .map(category -> "  /** %s */\n  %s: \"%s\","
                                .formatted(category.comment(), category.name(), category.name()))
                        .collect(Collectors.joining("\n")),
                catalogue.codes().stream()
                        .map(code -> "  /** %s */\n  %s: %d,".formatted(code.comment(), code.name(), code.number()))
                        .collect(Collectors.joining("\n")),
                catalogue.codes().stream()
                        .map(code -> "  %s: { category: \"%s\", retryable: %s, maybeApplied: %s },"
                                .formatted(code.name(), code.category(), code.retryable(), code.maybeApplied()))
                        .collect(Collectors.joining("\n")));
    }
}
