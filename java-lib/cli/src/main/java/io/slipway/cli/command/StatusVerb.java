package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Terminal;
import io.slipway.cli.terminal.Words;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.stage.GateNumber;
import io.slipway.provider.Operator;
import io.slipway.provider.TableStatus;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows where every table stands: its stage, what waits in the outbox, the numbers of its next gate, and which"
                    + " processes follow."
        },
        footer = {"", "Example:", "  slipway status --watch"})
public final class StatusVerb extends OperatorVerb {

    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Parameters(arity = "0..*", paramLabel = "TABLE", description = "Only these tables.")
    private List<String> only = new ArrayList<>();

    @Option(names = "--watch", description = "Show it again every two seconds until Ctrl-C.")
    private boolean watch;

    private final InstantSource clock;

    public StatusVerb(Terminal terminal, InstantSource clock) {
        super(terminal);
        this.clock = clock;
    }

    private record Document(List<Table> tables, List<Follower> processes) {}

    private record Table(RecordLine record, boolean sealed, Outbox outbox, String next, List<GateLine> gate) {}

    private record Outbox(long entries, double oldestSeconds, long parked) {}

    private record Follower(
            String process, String service, String libraryVersion, long renewal, Map<String, Long> acknowledged) {

        static Follower of(ProcessStatus status) {
            return new Follower(
                    status.process(),
                    status.service(),
                    status.libraryVersion(),
                    status.renewal(),
                    new TreeMap<>(status.acknowledged()));
        }
    }

    @Override
    Answer answer(Operator operator) {
        if (watch && json()) {
            throw wrong("--watch shows a screen, --json one document: choose one of them");
        }
        Answer answer = look(operator);
        while (watch) {
            if (terminal().person()) {
                terminal().out().print(CLEAR);
            }
            terminal().answer(answer, false);
            LockSupport.parkNanos(PERIOD_NANOS);
            answer = look(operator);
        }
        return answer;
    }

    private Answer look(Operator operator) {
        Map<String, TableConfig> known = new TreeMap<>(Waiting.on(operator.tables()));
        List<String> names = only.isEmpty() ? List.copyOf(known.keySet()) : only;
        Document document = new Document(
                names.stream().map(name -> table(operator, name)).toList(),
                Waiting.on(operator.processes()).stream().map(Follower::of).toList());
        return Answer.ok(document, lines(document));
    }

    private Table table(Operator operator, String name) {
        TableStatus status = Waiting.on(operator.status(name));
        TableConfig record = status.record();
        boolean sealed = status.source().sealed();
        Stage next = next(record.phase());
        List<GateNumber> gate = sealed || next == record.phase().stage()
                ? List.of()
                : Waiting.on(operator.gate(name, next)).stream()
                        .filter(number -> !number.name().equals("accepted as final"))
                        .toList();
        return new Table(
                RecordLine.of(record),
                sealed,
                new Outbox(
                        status.outbox().depth(),
                        age(status.outbox().oldestVersion()),
                        status.outbox().parked()),
                next.text(),
                GateLine.of(gate));
    }

    private static Stage next(Phase phase) {
        List<Stage> road = List.of(Stage.values());
        return road.get(Math.min(road.indexOf(phase.stage()) + 1, road.size() - 1));
    }

    private double age(long oldestVersion) {
        if (oldestVersion == Long.MAX_VALUE) {
            return 0;
        }
        Instant oldest = Instant.EPOCH.plus(Duration.of(oldestVersion, ChronoUnit.MICROS));
        return Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1e3);
    }

    private static List<String> lines(Document document) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "TABLE", "STAGE", "PHASE", "EPOCH", "OUTBOX", "OLDEST", "PARKED", "FOLLOWED BY", "NEXT", "GATE"));
        document.tables().forEach(table -> rows.add(row(table, document.processes())));
        List<String> lines = new ArrayList<>(Words.columns(rows));
        if (document.tables().isEmpty()) {
            lines.add("no table is known; describe some in a file and run: slipway config import FILE");
        }
        lines.add("");
        if (document.processes().isEmpty()) {
            lines.add("no process is registered");
            return lines;
        }
        List<List<String>> processes = new ArrayList<>();
        processes.add(List.of("PROCESS", "SERVICE", "VERSION", "RENEWAL"));
        document.processes()
                .forEach(process -> processes.add(List.of(
                        process.process(),
                        process.service(),
                        process.libraryVersion(),
                        Long.toString(process.renewal()))));
        lines.addAll(Words.columns(processes));
        return lines;
    }

    private static List<String> row(Table table, List<Follower> processes) {
        RecordLine record = table.record();
        long following = processes.stream()
                .filter(process -> process.acknowledged().getOrDefault(record.table(), 0L) >= record.epoch())
                .count();
        List<String> missing = table.gate().stream()
                .filter(number -> !number.holds())
                .map(number -> number.name() + " " + number.value() + " (" + number.bound() + ")")
                .toList();
        boolean end = record.stage().equals(table.next());
        return List.of(
                record.table(),
                record.stage() + (table.sealed() && !end ? " (sealed)" : ""),
                record.phase(),
                Long.toString(record.epoch()),
                Words.count(table.outbox().entries()),
                table.outbox().entries() == 0
                        ? "-"
                        : Words.time(Duration.ofSeconds((long) table.outbox().oldestSeconds())),
                Long.toString(table.outbox().parked()),
                following + "/" + processes.size(),
                end ? "-" : table.next(),
                end ? "-" : missing.isEmpty() ? "open" : String.join(", ", missing));
    }
}
