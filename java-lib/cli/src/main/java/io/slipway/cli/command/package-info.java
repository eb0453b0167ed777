/**
 * The verbs of {@code slipway}, one class each.
 *
 * <p>It may import {@code io.slipway.provider} and the types that its operator speaks in. Its invariant: a verb parses, asks, and says
 * what it was told; what a verb changes it can show before ({@code --dry-run}).
 */
@NullMarked
package io.slipway.cli.command;

import org.jspecify.annotations.NullMarked;
