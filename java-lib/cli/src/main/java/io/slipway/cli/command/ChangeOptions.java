package io.slipway.cli.command;

import picocli.CommandLine.Option;

/** What every verb understands that changes a table's record. */
final class ChangeOptions {

    @Option(
            names = "--author",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who asks; recorded (default: the user's name).")
    private String author = "";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why; recorded.")
    private String reason = "";

    @Option(names = "--dry-run", description = "Only show what would be done.")
    private boolean dryRun;

    String author() {
        return author;
    }

    String reason() {
        return reason;
    }

    boolean dryRun() {
        return dryRun;
    }
}
