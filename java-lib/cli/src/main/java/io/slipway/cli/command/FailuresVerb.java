package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.cli.terminal.Words;
import io.slipway.kv.spi.Waiting;
import io.slipway.provider.Operator;
import io.slipway.spi.audit.AuditEntry;
import io.slipway.spi.audit.AuditQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code slipway failures}. */
@Command(
        name = "failures",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows writes that did not reach the target right behind the source, and differences that the audit of reads"
                    + " found, newest first: what, when, which service, why, versions and hashes.",
            "Nothing in this list is lost: recovery brings each write over, and `validate --repair` mends differences."
        },
        footer = {"", "Example:", "  slipway failures --table samples --since 2h --service reports"})
public final class FailuresVerb extends OperatorVerb {

    @Option(names = "--table", paramLabel = "TABLE", description = "Only this table (default: every known one).")
    private @Nullable String table;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "24h",
            description =
                    "How far back, such as 2h, or an instant such as 2026-01-31T12:00:00Z (default: ${DEFAULT-VALUE}).")
    private String since = "";

    @Option(names = "--service", paramLabel = "NAME", description = "Only what this service's processes found.")
    private @Nullable String service;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "At most the N newest (default: ${DEFAULT-VALUE}).")
    private int limit;

    private final InstantSource clock;

    public FailuresVerb(Terminal terminal, InstantSource clock) {
        super(terminal);
        this.clock = clock;
    }

    private record Document(String since, boolean more, List<Line> failures) {}

    private record Line(
            String at,
            String table,
            String kind,
            String service,
            String process,
            String key,
            int keyBytes,
            String keyHash,
            String code,
            String detail,
            long sourceVersion,
            long targetVersion,
            String sourceHash,
            String targetHash) {

        static final List<String> HEAD =
                List.of("AT", "TABLE", "KIND", "SERVICE", "KEY", "CODE", "SOURCE", "TARGET", "DETAIL");

        static Line of(AuditEntry entry) {
            return new Line(
                    entry.at().toString(),
                    entry.table(),
                    entry.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    entry.service(),
                    entry.process(),
                    entry.key().prefix(),
                    entry.key().bytes(),
                    entry.key().hash(),
                    entry.code(),
                    entry.detail(),
                    entry.sourceVersion(),
                    entry.targetVersion(),
                    entry.sourceHash(),
                    entry.targetHash());
        }

        List<String> cells() {
            return List.of(
                    at,
                    table,
                    kind,
                    service,
                    key,
                    code.isEmpty() ? "-" : code,
                    side(sourceVersion, sourceHash),
                    side(targetVersion, targetHash),
                    detail);
        }

        private static String side(long version, String hash) {
            String state = hash.isEmpty() ? "-" : "#" + hash.substring(0, Math.min(8, hash.length()));
            return version == 0 ? state : state + "@" + version;
        }
    }

    @Override
    Answer answer(Operator operator) {
        if (limit < 1) {
            throw wrong("--limit is at least 1, not " + limit);
        }
        Instant from = from();
        String one = table;
        List<String> tables = one == null
                ? List.copyOf(new TreeSet<>(Waiting.on(operator.tables()).keySet()))
                : List.of(one);
        List<AuditEntry> found = new ArrayList<>();
        for (String name : tables) {
            found.addAll(Waiting.on(operator.failures(new AuditQuery(name, from, service, limit + 1))));
        }
        found.sort(Comparator.comparing(AuditEntry::at).reversed());
        boolean more = found.size() > limit;
        List<Line> newest = found.stream().limit(limit).map(Line::of).toList();
        return Answer.ok(new Document(from.toString(), more, newest), lines(newest, more));
    }

    private static List<String> lines(List<Line> newest, boolean more) {
        if (newest.isEmpty()) {
            return List.of("no failures");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(Line.HEAD);
        newest.forEach(line -> rows.add(line.cells()));
        List<String> lines = new ArrayList<>(Words.columns(rows));
        if (more) {
            lines.add("there are more; raise --limit to see them");
        }
        return lines;
    }

    private Instant from() {
        try {
            return Instant.parse(since);
        } catch (DateTimeParseException duration) {
            try {
                return clock.instant().minus(new DurationText().convert(since));
            } catch (TypeConversionException e) {
                throw wrong("--since: " + e.getMessage() + ", nor an instant such as 2026-01-31T12:00:00Z");
            }
        }
    }
}
