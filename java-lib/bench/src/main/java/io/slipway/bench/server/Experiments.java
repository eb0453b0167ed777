package io.slipway.bench.server;

import io.slipway.bench.Finding;
import io.slipway.bench.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All benchmarks on a real server, with what they must show. */
final class Experiments {

    private static final List<Integer> WINDOWS = List.of(1, 64, 256);
    private static final String DRIVER = "raw driver, same statements";

    private Experiments() {}

    static List<Experiment> all() {
        return List.of(
                new Operations(
                        "facade",
                        "get and put through the interface at stage target, against the raw driver",
                        Worker.Side.TARGET,
                        Worker.Side.RAW,
                        DRIVER,
                        List.of("get", "put"),
                        WINDOWS,
                        new Target.AtLeast(0.97),
                        new Target.Times(1.05)),
                new Operations(
                        "getmany",
                        "getMany of 100 keys, against 100 raw gets awaited together",
                        Worker.Side.TARGET,
                        Worker.Side.RAW,
                        "100 raw gets",
                        List.of("get-many"),
                        List.of(1, 4),
                        new Target.AtLeast(1.5),
                        Target.none()),
                new Operations(
                        "hotkey",
                        "256 readers of one key with coalesce eager, against the raw driver",
                        Worker.Side.TARGET,
                        Worker.Side.RAW,
                        DRIVER,
                        List.of("hot-get"),
                        List.of(256),
                        new Target.AtLeast(5),
                        Target.none()),
                stages(),
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
                        0.9));
    }

    /** Each stage against the stores that it uses, used side by side. */
    private static Experiment stages() {
        List<Experiment> stages = List.of(
                stage(Worker.Side.SOURCE, Worker.Side.OLD, "old store"),
                stage(Worker.Side.DUAL_WRITE, Worker.Side.OLD_AND_TARGET, "old store + stage target"),
                stage(Worker.Side.AUDIT, Worker.Side.OLD_AND_TARGET_COMPARED, "old store + stage target, reads too"));
        return new Experiment() {

            @Override
            public String name() {
                return "stages";
            }

            @Override
            public String about() {
                return "get and put at stages source, dual-write and audit, against both stores used side by side";
            }

            @Override
            public List<Finding> run(Ground ground) throws IOException {
                List<Finding> findings = new ArrayList<>();
                for (Experiment stage : stages) {
                    findings.addAll(stage.run(ground));
                }
                return findings;
            }
        };
    }

    private static Experiment stage(Worker.Side stage, Worker.Side peer, String against) {
        return new Operations(
                "stages",
                stage.text(),
                stage,
                peer,
                against,
                List.of("get", "put"),
                List.of(64),
                Target.none(),
                new Target.Times(1.05));
    }
}
