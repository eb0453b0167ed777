package io.slipway.bench;

import io.slipway.bench.server.YcsbRun;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway bench ycsb}: YCSB's core workloads through the interface at stage target. */
@Command(
        name = "ycsb",
        mixinStandardHelpOptions = true,
        description = {
            "Runs YCSB's workloads through the interface, at stage target, on a real Apache Cassandra that it starts.",
            "What YCSB measures is printed as it prints it."
        },
        footer = {
            "",
            "On a store of your own: java -cp ... site.ycsb.Client -t -db io.slipway.bench.ycsb.SlipwayClient -p"
                    + " slipway.config=slipway.yaml -p workload=site.ycsb.workloads.CoreWorkload ..."
        })
public final class YcsbCommand implements Callable<Integer> {

    @Option(
            names = "--workload",
            split = ",",
            defaultValue = "a,b,c,d,e,f",
            description = "a to f, several with commas between (default: ${DEFAULT-VALUE}).")
    private List<Character> workloads = List.of();

    @Option(names = "--rows", defaultValue = "20000", description = "Rows to begin with (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--operations",
            defaultValue = "50000",
            description = "Operations of each workload (default: ${DEFAULT-VALUE}).")
    private int operations;

    @Option(names = "--threads", defaultValue = "32", description = "Callers at once (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return new YcsbRun(rows, operations, threads).run(workloads) ? 0 : 1;
    }
}
