/**
 * What stands between the commands and whoever reads them: exit codes, answers, progress, tables of text, Ctrl-C.
 *
 * <p>It may import {@code io.slipway.kv}, Jackson and the progress bar, and knows no command. Its invariant: one answer goes to standard
 * output, everything else to standard error.
 */
@NullMarked
package io.slipway.cli.terminal;

import org.jspecify.annotations.NullMarked;
