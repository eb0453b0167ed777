package io.slipway.bench.server;

import io.slipway.bench.ycsb.SlipwayClient;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.cassandra.CommitLogSync;
import io.slipway.cassandra.JitCompiler;
import io.slipway.kv.KvConfig;
import io.slipway.provider.Slipway;
import io.slipway.spi.config.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import site.ycsb.Client;

/**
 * YCSB's own client in a process of its own, once to insert and once to work, for each workload on a fresh table.
 *
 * @param rows inserted first
 * @param operations of each workload
 * @param threads callers at once
 */
public record YcsbRun(int rows, int operations, int threads) {

    private static final String TABLE = "usertable";

    /** The proportions that YCSB's distribution gives its core workloads, by letter. */
    private static Map<String, String> proportions(char workload) {
        return switch (workload) {
            case 'a' -> Map.of("readproportion", "0.5", "updateproportion", "0.5");
            case 'b' -> Map.of("readproportion", "0.95", "updateproportion", "0.05");
            case 'c' -> Map.of("readproportion", "1", "updateproportion", "0");
            case 'd' ->
                Map.of(
                        "readproportion", "0.95",
                        "updateproportion", "0",
                        "insertproportion", "0.05",
                        "requestdistribution", "latest");
            case 'e' ->
                Map.of(
                        "readproportion", "0",
                        "updateproportion", "0",
                        "scanproportion", "0.95",
                        "insertproportion", "0.05",
                        "maxscanlength", "100");
            case 'f' -> Map.of("readproportion", "0.5", "updateproportion", "0", "readmodifywriteproportion", "0.5");
            default -> throw new IllegalArgumentException("workloads are a to f, not " + workload);
        };
    }

    /** Runs those workloads; answers whether YCSB ended well each time. */
    public boolean run(List<Character> workloads) throws IOException, InterruptedException {
        workloads.forEach(YcsbRun::proportions);
        Path folder = Files.createTempDirectory("slipway-ycsb");
        try (CassandraCluster cluster = CassandraCluster.builder()
                .compiler(JitCompiler.C2)
                .commitLogSync(CommitLogSync.PERIODIC)
                .start()) {
            boolean well = true;
            for (char workload : workloads) {
                Place place = new Place(
                        cluster.contactPoints().get(0),
                        cluster.datacenter(),
                        "ycsb_" + workload,
                        Files.createDirectories(folder.resolve(String.valueOf(workload))));
                Path config = prepare(place, workload == 'e' ? "bucketed(prefix(length 4), 16)" : "hash");
                System.out.println("== workload " + workload);
                well &= ycsb("-load", workload, config) && ycsb("-t", workload, config);
            }
            return well;
        } finally {
            ServerBenchmarks.delete(folder);
        }
    }

    private static Path prepare(Place place, String layout) throws IOException {
        KvConfig config = Stores.config(place);
        try (Slipway slipway = Slipway.open(config)) {
            Stores.bring(slipway.operator(), TABLE, layout, Stage.TARGET);
        }
        return Stores.write(config, place.folder());
    }

    private boolean ycsb(String phase, char workload, Path config) throws IOException, InterruptedException {
        Map<String, String> properties = new LinkedHashMap<>(proportions(workload));
        properties.putIfAbsent("requestdistribution", "zipfian");
        properties.put("workload", "site.ycsb.workloads.CoreWorkload");
        properties.put("table", TABLE);
        properties.put("recordcount", Integer.toString(rows));
        properties.put("operationcount", Integer.toString(operations));
        properties.put("slipway.config", config.toString());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Client.class.getName(),
                phase,
                "-db",
                SlipwayClient.class.getName(),
                "-threads",
                Integer.toString(threads)));
        properties.forEach((key, value) -> command.addAll(List.of("-p", key + "=" + value)));
        Process process = new ProcessBuilder(command).inheritIO().start();
        return process.waitFor() == 0;
    }
}
