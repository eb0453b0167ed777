package io.slipway.cli.command;

import picocli.CommandLine.Command;

/** {@code slipway config}: the records that every process follows. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Prepares the config store, takes new tables in, and shows tables' records and their history.",
        footer = {"", "Example:", "  slipway config import tables.yaml --author ada"})
public final class ConfigVerb {}
