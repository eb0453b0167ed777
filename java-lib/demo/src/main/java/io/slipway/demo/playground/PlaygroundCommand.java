package io.slipway.demo.playground;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code slipway playground}. */
@Command(
        name = "playground",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a Redis server with two filled tables, a Cassandra server, and two services that use the tables, all on"
                    + " loopback, and writes the settings for `slipway`. Runs until Ctrl-C.",
        })
public final class PlaygroundCommand implements Callable<Integer> {

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = "playground",
            description = "Where settings and data go (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("playground");

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Rows in each of the two tables (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "50",
            description = "Calls a second of each service (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (RedisServer redis =
                        RedisServer.builder().folder(folder.resolve("redis")).start();
                CassandraCluster cassandra = CassandraCluster.builder()
                        .folder(folder.resolve("cassandra"))
                        .start()) {
            Path settings = PlaygroundFiles.write(folder, redis.endpoint(), cassandra);
            KvConfig config = KvConfig.file(settings);
            System.out.println("filling the old store ...");
            PlaygroundTables.fill(config, rows);
            // The first service makes the config store; later ones find it.
            try (PlaygroundService reports = PlaygroundService.start(
                            "reports",
                            config.with("config.cql.create", "true").with("config.cql.replication-factor", "1"),
                            rows,
                            rate);
                    PlaygroundService delivery = PlaygroundService.start("delivery", config, rows, rate)) {
                System.out.printf(
                        "Redis answers at %s, Cassandra at %s; the services '%s' and '%s' run.%n"
                                + "In another terminal:%n%n  export SLIPWAY_CONFIG=%s%n  ./slipway doctor%n%n",
                        redis.endpoint(),
                        cassandra.contactPoints().get(0),
                        reports.name(),
                        delivery.name(),
                        settings.toAbsolutePath());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    reports.close();
                    delivery.close();
                }));
                new CountDownLatch(1).await();
            }
        }
        return 0;
    }
}
