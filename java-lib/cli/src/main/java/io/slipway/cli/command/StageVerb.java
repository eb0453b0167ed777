package io.slipway.cli.command;

import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Exit;
import io.slipway.cli.terminal.Terminal;
import io.slipway.cli.terminal.Words;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.stage.GateNumber;
import io.slipway.migrate.stage.LibraryVersion;
import io.slipway.migrate.stage.StageMove;
import io.slipway.provider.Operator;
import io.slipway.spi.config.Stage;
import io.slipway.spi.config.TableConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway stage}. */
@Command(
        name = "stage",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Moves a table to another stage: source, dual-write, audit, read-target, target.",
            "A gate that does not hold refuses the move (exit code 4) and shows its numbers. Repeating an interrupted move"
                    + " finishes it."
        },
        footer = {"", "Example:", "  slipway stage samples read-target --wait 10m --reason 'validated, 0 differences'"})
public final class StageVerb extends OperatorVerb {

    private static final long POLL_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Parameters(index = "0", paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Parameters(
            index = "1",
            paramLabel = "STAGE",
            converter = StageName.class,
            completionCandidates = StageName.Candidates.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Stage to = Stage.SOURCE;

    @Mixin
    private final ChangeOptions change = new ChangeOptions();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationText.class,
            description = "Wait that long for the gate to hold, such as 10m, before the move is refused.")
    private @Nullable Duration patience;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Move only this service's reads: to read-target, or back to audit.")
    private @Nullable String service;

    @Option(
            names = "--min-library",
            paramLabel = "VERSION",
            description = "Refuse a step forward while a living process has an older library, such as 0.2.0.")
    private @Nullable String libraryMin;

    @Option(
            names = "--force",
            description = "Pass numbers that are evidence only; needs --reason. What keeps data safe is never passed.")
    private boolean force;

    @Option(names = "--yes", description = "I know that there is no way back from target: do not ask.")
    private boolean yes;

    public StageVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(
            String table,
            String from,
            String to,
            boolean moved,
            String refused,
            List<GateLine> gate,
            RecordLine record) {}

    @Override
    Answer answer(Operator operator) {
        TableConfig before = Waiting.on(operator.status(table)).record();
        boolean last = to == Stage.TARGET && before.phase().stage() != Stage.TARGET;
        if (change.dryRun()) {
            return dryRun(operator, before, last);
        }
        if (last && !yes && !terminal().confirmed("From target there is no way back for '" + table + "'.", table)) {
            throw wrong("the move to target is final: confirm it with --yes");
        }
        await(operator);
        StageMove move = move(force, last);
        try {
            return moved(before, Waiting.on(operator.move(move)));
        } catch (KvException e) {
            if (e.code() != KvErrorCode.GATE_REFUSED) {
                throw e;
            }
            return refused(operator, before, e);
        }
    }

    private StageMove move(boolean forced, boolean last) {
        return new StageMove(
                table,
                to,
                change.reason(),
                change.author(),
                forced,
                last,
                service,
                libraryMin == null ? null : LibraryVersion.of(libraryMin));
    }

    private Answer dryRun(Operator operator, TableConfig before, boolean last) {
        List<GateNumber> gate = known(gate(operator), last);
        boolean holds = gate.stream().allMatch(number -> number.holds() || accepted(number, last));
        List<String> lines = new ArrayList<>();
        lines.add("table " + table + " is at " + RecordLine.phase(before) + "; the next gate to " + to.text()
                + (holds ? " holds:" : " does not hold:"));
        lines.addAll(lines(gate));
        Document document = document(before, before, "", gate);
        return new Answer(holds ? Exit.OK : Exit.REFUSED, document, lines);
    }

    /** Whoever asks for {@code target} is asked to accept it; that is no number to wait for. */
    private static List<GateNumber> known(List<GateNumber> gate, boolean last) {
        return gate.stream().filter(number -> !accepted(number, last)).toList();
    }

    private static boolean accepted(GateNumber number, boolean last) {
        return last && number.name().equals("accepted as final");
    }

    private void await(Operator operator) {
        Duration most = patience;
        if (most == null) {
            return;
        }
        long endNanos = System.nanoTime() + most.toNanos();
        while (System.nanoTime() - endNanos < 0) {
            List<GateNumber> missing = known(gate(operator), to == Stage.TARGET).stream()
                    .filter(number -> !number.holds())
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            terminal().say("waiting for " + missing.get(0).text());
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private List<GateNumber> gate(Operator operator) {
        return Waiting.on(operator.gate(move(false, false)));
    }

    private Answer moved(TableConfig before, TableConfig after) {
        String line = before.epoch() == after.epoch()
                ? "table " + table + " is at " + to.text() + " already (epoch " + after.epoch() + ")"
                : "table " + table + " moved from " + before.phase().stage().text() + " to "
                        + after.phase().stage().text() + " (epoch " + after.epoch() + ")";
        return Answer.ok(document(before, after, "", List.of()), List.of(line));
    }

    private Answer refused(Operator operator, TableConfig before, KvException refusal) {
        List<GateNumber> gate = numbers(operator);
        List<String> lines = new ArrayList<>();
        lines.add(refusal.detail());
        lines.addAll(lines(gate));
        TableConfig now = Waiting.on(operator.status(table)).record();
        return new Answer(Exit.REFUSED, document(before, now, refusal.detail(), gate), lines);
    }

    /** None behind the seal: the source answers nothing any more, and the refusal says what is awaited. */
    private List<GateNumber> numbers(Operator operator) {
        try {
            return gate(operator);
        } catch (KvException sealed) {
            return List.of();
        }
    }

    private static List<String> lines(List<GateNumber> gate) {
        return Words.columns(GateLine.of(gate).stream().map(GateLine::cells).toList());
    }

    private Document document(TableConfig before, TableConfig after, String refused, List<GateNumber> gate) {
        return new Document(
                table,
                before.phase().stage().text(),
                to.text(),
                after.epoch() > before.epoch(),
                refused,
                GateLine.of(gate),
                RecordLine.of(after));
    }
}
