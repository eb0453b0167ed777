package io.slipway.bench.server;

import io.slipway.bench.Target;
import io.slipway.bench.server.Programs.Language;
import java.util.List;
import java.util.function.IntFunction;

/** All benchmarks on a real server, with what they must show. */
final class Experiments {

    private static final List<Integer> WINDOWS = List.of(1, 64, 256);
    private static final List<Integer> WIDE_WINDOWS = List.of(1, 64, 256, 1_024);
    private static final Contender TARGET = Contender.java("target", Worker.Side.TARGET);
    private static final Contender DRIVER = Contender.java("raw driver, same statements", Worker.Side.RAW);

    private Experiments() {}

    static List<Experiment> all(Programs programs) {
        return List.of(
                new Operations(
                        "facade",
                        "get and put through the interface at stage target, against the raw driver",
                        TARGET,
                        DRIVER,
                        List.of("get", "put"),
                        WINDOWS,
                        Targets.of(new Target.AtLeast(0.97), new Target.Times(1.05))),
                new Operations(
                        "getmany",
                        "getMany of 100 keys, against 100 raw gets awaited together",
                        TARGET,
                        Contender.java("100 raw gets", Worker.Side.RAW),
                        List.of("get-many"),
                        List.of(1, 4),
                        Targets.of(new Target.AtLeast(1.5), Target.none())),
                new Operations(
                        "hotkey",
                        "256 readers of one key with coalesce eager, against the raw driver",
                        TARGET,
                        DRIVER,
                        List.of("hot-get"),
                        List.of(256),
                        Targets.of(new Target.AtLeast(5), Target.none())),
                new Series(
                        "stages",
                        "get and put at stages source, dual-write and audit, against both stores used side by side",
                        List.of(
                                stage(Worker.Side.SOURCE, Worker.Side.OLD, "old store"),
                                stage(Worker.Side.DUAL_WRITE, Worker.Side.OLD_AND_TARGET, "old store + stage target"),
                                stage(
                                        Worker.Side.AUDIT,
                                        Worker.Side.OLD_AND_TARGET_COMPARED,
                                        "old store + stage target, reads too"))),
                new Moves(
                        "load",
                        "the load, against a plain loop that keeps 256 inserts in flight",
                        "load",
                        1,
                        "plain loop",
                        0.9),
                new Moves(
                        "validate",
                        "validation, against plain parallel scans of both sides",
                        "scan",
                        2,
                        "plain scans",
                        0.9),
                new Series(
                        "echo",
                        "C, Go and Node.js through the library to an echo, against a direct call in Java",
                        List.of(
                                echo(programs.echo("c", Language.C), Experiments::echoCpu),
                                echo(programs.echo("go", Language.GO), inFlight -> Target.none()),
                                echo(programs.echo("node", Language.NODE), inFlight -> Target.none()))),
                new Series(
                        "bindings",
                        "Go and Node.js through the library at stage target, against gocql and cassandra-driver",
                        List.of(
                                binding(programs, Language.GO, "go", "gocql", 1.0, 1.1),
                                binding(programs, Language.NODE, "node", "cassandra-driver", 1.5, 1.0))),
                new OpeningTimes(programs));
    }

    /** Each stage against the stores that it uses, used side by side. */
    private static Experiment stage(Worker.Side stage, Worker.Side peer, String against) {
        return new Operations(
                "stages",
                stage.text(),
                Contender.java(stage.text(), stage),
                Contender.java(against, peer),
                List.of("get", "put"),
                List.of(64),
                Targets.of(Target.none(), new Target.Times(1.05)));
    }

    private static Experiment echo(Contender subject, IntFunction<Target> cpu) {
        return new Operations(
                "echo",
                subject.name(),
                subject,
                Contender.java("direct call", Worker.Side.ECHO),
                List.of("echo"),
                WIDE_WINDOWS,
                new Targets(inFlight -> Target.none(), cpu, inFlight -> Target.none()));
    }

    /** Microseconds. */
    private static Target echoCpu(int inFlight) {
        return switch (inFlight) {
            case 64 -> new Target.AtMost(1);
            case 1_024 -> new Target.AtMost(0.5);
            default -> Target.none();
        };
    }

    /** A single operation at a time is watched alone: the way to the server and back is all there is to it. */
    private static Experiment binding(
            Programs programs, Language language, String name, String driver, double throughput, double p99) {
        return new Operations(
                "bindings",
                name,
                programs.library(name, language),
                programs.driver(driver, language),
                List.of("get", "put"),
                WIDE_WINDOWS,
                new Targets(
                        inFlight -> inFlight == 1 ? Target.none() : new Target.AtLeast(throughput),
                        inFlight -> Target.none(),
                        inFlight -> inFlight == 1 ? Target.none() : new Target.Times(p99)));
    }
}
