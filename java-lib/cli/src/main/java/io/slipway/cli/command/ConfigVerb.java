package io.slipway.cli.command;

import picocli.CommandLine.Command;

/** {@code slipway config}: the records that every process follows. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Shows tables' records and their history, and takes new tables in.",
        footer = {"", "Example:", "  slipway config import tables.yaml --author ada"})
public final class ConfigVerb {}
