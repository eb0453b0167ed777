package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Exit;
import io.slipway.cli.terminal.Interruption;
import io.slipway.cli.terminal.Progress;
import io.slipway.cli.terminal.Terminal;
import io.slipway.cli.terminal.Words;
import io.slipway.kv.KvConfig;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.load.LoadProgress;
import io.slipway.migrate.load.LoadResult;
import io.slipway.migrate.load.LoadRun;
import io.slipway.migrate.load.RefusedRow;
import io.slipway.provider.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway load}. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Brings a table's existing rows to the target, beneath running services.",
            "The table must be at dual-write or later. Ctrl-C keeps what is confirmed; the same command goes on from there."
        },
        footer = {"", "Example:", "  slipway load samples --rows-per-second 20000"})
public final class LoadVerb extends OperatorVerb {

    @Parameters(paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Option(
            names = "--rows-per-second",
            paramLabel = "N",
            description = "Read at most N rows a second from the source (default: the setting load.rows-per-second).")
    private @Nullable Long rowsPerSecond;

    @Option(
            names = "--bytes-per-second",
            paramLabel = "N",
            description = "Read at most N bytes a second from the source (default: the setting load.bytes-per-second).")
    private @Nullable Long bytesPerSecond;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "At most N unanswered writes to the target (default: the setting load.in-flight).")
    private @Nullable Integer inFlight;

    public LoadVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(
            String table,
            String outcome,
            long rows,
            long bytes,
            double seconds,
            long retries,
            boolean resumed,
            List<Refused> refused) {}

    private record Refused(String key, String reason) {

        static Refused of(RefusedRow row) {
            return new Refused(KeyText.print(row.key()), row.reason());
        }
    }

    @Override
    KvConfig settings(KvConfig config) {
        KvConfig settings = Limits.with(config, "load.rows-per-second", rowsPerSecond);
        settings = Limits.with(settings, "load.bytes-per-second", bytesPerSecond);
        return Limits.with(settings, "load.in-flight", inFlight);
    }

    @Override
    Answer answer(Operator operator) {
        try (Progress progress = terminal().progress("load " + table, "rows")) {
            LoadRun run = operator.load(table, now -> show(progress, now));
            try (Interruption.Registration registered =
                    terminal().interruption().cancels(run::cancel)) {
                return answer(Waiting.on(run.result()));
            }
        }
    }

    private static void show(Progress progress, LoadProgress now) {
        String note = String.format(
                Locale.ROOT,
                "%s/s, %d in flight%s",
                Words.bytes((long) now.bytesPerSecond()),
                now.inFlight(),
                now.away() ? ", waiting for a store to come back" : "");
        progress.at(now.rows(), now.rowsEstimated(), now.rowsPerSecond(), note);
    }

    private static Answer answer(LoadResult result) {
        double seconds = result.duration().toMillis() / 1e3;
        Document document = new Document(
                result.table(),
                result.outcome().name().toLowerCase(Locale.ROOT),
                result.rows(),
                result.bytes(),
                seconds,
                result.retries(),
                result.resumed(),
                result.refused().stream().map(Refused::of).toList());
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "table %s: load %s, %,d rows and %s are at the target%s; this run took %.1f s, %,d writes sent again",
                document.table(),
                document.outcome(),
                document.rows(),
                Words.bytes(document.bytes()),
                document.resumed() ? " (an earlier run was continued)" : "",
                seconds,
                document.retries()));
        document.refused().forEach(row -> lines.add("  refused " + row.key() + ": " + row.reason()));
        Exit exit =
                switch (result.outcome()) {
                    case COMPLETE -> Exit.OK;
                    case INCOMPLETE -> Exit.DIFFERENCES;
                    case CANCELLED -> {
                        lines.add("to go on: slipway load " + document.table());
                        yield Exit.INTERRUPTED;
                    }
                };
        return new Answer(exit, document, lines);
    }
}
