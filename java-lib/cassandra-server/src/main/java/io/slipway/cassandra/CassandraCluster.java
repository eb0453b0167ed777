package io.slipway.cassandra;

import io.slipway.cassandra.internal.Formation;
import io.slipway.cassandra.internal.ServerFolder;
import io.slipway.cassandra.internal.ServerRuntime;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One to three real Cassandra servers, each a process of its own on 127.0.0.1 with ports of its own. They end with
 * {@link #close()}, and with this JVM however it ends. Thread-safe.
 *
 * <pre>{@code
 * try (CassandraCluster cluster = CassandraCluster.builder().servers(3).start()) {
 *     connect(cluster.contactPoints(), cluster.datacenter());
 *     cluster.server(1).kill();
 * }
 * }</pre>
 */
public final class CassandraCluster implements AutoCloseable {
    static final Duration START_TIMEOUT = Duration.ofSeconds(90);

    private static final Duration POLL = Duration.ofMillis(25);
    // Below the range that systems take client ports from: a client that keeps connecting to a port of that range while
    // the server is down can end up connected to itself, and then the server cannot come back.
    private static final int LOWEST_PORT = 15_000;
    private static final int HIGHEST_PORT = 32_000;

    private final List<CassandraServer> servers;
    private final Optional<Path> temporary;
    private final Thread atExit = new Thread(this::end, "end-cassandra");

    private CassandraCluster(Builder builder, ServerRuntime runtime) throws IOException {
        Path base;
        if (builder.folder == null) {
            base = Files.createTempDirectory("cassandra");
            temporary = Optional.of(base);
        } else {
            base = builder.folder.toAbsolutePath();
            temporary = Optional.empty();
        }
        List<ServerFolder.Ports> ports = freePorts(builder.servers);
        List<CassandraServer> all = new ArrayList<>();
        for (int i = 0; i < builder.servers; i++) {
            ServerFolder folder = new ServerFolder(base.resolve("server" + i));
            folder.configure(i, ports, builder.settings);
            all.add(new CassandraServer(this, runtime, folder, ports.get(i), i == 0));
        }
        servers = List.copyOf(all);
    }

    /** One server with {@link CommitLogSync#BATCH}, {@link JitCompiler#C1}, a heap of 512 MiB, in a temporary folder. */
    public static Builder builder() {
        return new Builder();
    }

    /** The jars that every server runs from, in the local Maven repository, sorted by name. */
    public static List<Path> serverJars() {
        return ServerRuntime.serverJars();
    }

    /** Where clients connect: all servers, running or not. */
    public List<InetSocketAddress> contactPoints() {
        return servers.stream().map(CassandraServer::address).toList();
    }

    /** The name that a driver wants to know as its local data centre. */
    public String datacenter() {
        return "datacenter1";
    }

    public List<CassandraServer> servers() {
        return servers;
    }

    /** The server of that index, from 0. */
    public CassandraServer server(int index) {
        return servers.get(index);
    }

    /**
     * Waits until all servers are one working cluster, as after a restart: each reads at consistency ALL, and all agree
     * on the schema.
     *
     * @throws CassandraException if a server is not running, or after {@code timeout}
     */
    public void awaitReady(Duration timeout) {
        Formation formation = new Formation(contactPoints());
        await(servers, formation::check, timeout);
    }

    /**
     * Ends all servers at once, as if killed, and removes a temporary folder. What was acknowledged is on disk unless
     * {@link CommitLogSync#PERIODIC} was chosen; a folder that was named can be opened by a later cluster of equal size.
     */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is on its way out, and the hook has run or will.
        }
    }

    void awaitAnswer(CassandraServer server, Duration timeout) {
        await(List.of(server), () -> Formation.checkAnswer(server.address()), timeout);
    }

    private void launch() {
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            servers.forEach(CassandraServer::launch);
            awaitReady(START_TIMEOUT);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void end() {
        servers.forEach(CassandraServer::end);
        temporary.ifPresent(CassandraCluster::delete);
    }

    private static void await(List<CassandraServer> awaited, Check check, Duration timeout) {
        long start = System.nanoTime();
        while (true) {
            try {
                awaited.forEach(CassandraServer::checkAlive);
                check.run();
                return;
            } catch (IOException e) {
                if (System.nanoTime() - start > timeout.toNanos()) {
                    CassandraException failure = awaited.get(0).failure("is not ready after " + timeout);
                    failure.addSuppressed(e);
                    throw failure;
                }
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CassandraException("Interrupted while waiting for a server", e);
            }
        }
    }

    private static List<ServerFolder.Ports> freePorts(int servers) {
        List<Integer> free = ThreadLocalRandom.current()
                .ints(LOWEST_PORT, HIGHEST_PORT)
                .distinct()
                .filter(CassandraCluster::isFree)
                .limit(2L * servers)
                .boxed()
                .toList();
        return IntStream.range(0, servers)
                .mapToObj(i -> new ServerFolder.Ports(free.get(2 * i), free.get(2 * i + 1)))
                .toList();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            // What is left of a temporary folder harms nobody.
        }
    }

    private interface Check {
        void run() throws IOException;
    }

    /** The choices for a cluster; not thread-safe. */
    public static final class Builder {
        private static final int MOST_SERVERS = 3;

        private final Map<String, String> settings = new LinkedHashMap<>();
        private int servers = 1;
        private @Nullable Path folder;
        private int heapMib = 512;
        private JitCompiler compiler = JitCompiler.C1;

        private Builder() {
            commitLogSync(CommitLogSync.BATCH);
        }

        /** How many servers, 1 to 3. */
        public Builder servers(int count) {
            if (count < 1 || count > MOST_SERVERS) {
                throw new IllegalArgumentException("1 to " + MOST_SERVERS + " servers, not " + count);
            }
            servers = count;
            return this;
        }

        /** Where data and logs go and stay; a subfolder each. Without it they go to a temporary folder. */
        public Builder folder(Path path) {
            folder = path;
            return this;
        }

        public Builder commitLogSync(CommitLogSync sync) {
            settings.put("commitlog_sync", sync.name().toLowerCase(Locale.ROOT));
            switch (sync) {
                case BATCH -> {}
                case GROUP -> settings.put("commitlog_sync_group_window", "5ms");
                case PERIODIC -> settings.put("commitlog_sync_period", "1s");
            }
            return this;
        }

        public Builder compiler(JitCompiler choice) {
            compiler = choice;
            return this;
        }

        /** The largest heap of each server, in MiB; at least 256. */
        public Builder heapMib(int size) {
            heapMib = Math.max(256, size);
            return this;
        }

        /** Sets one key of cassandra.yaml, such as {@code authenticator} to {@code PasswordAuthenticator}. */
        public Builder setting(String key, String yaml) {
            settings.put(key, yaml);
            return this;
        }

        /**
         * Starts the servers and returns when they are one working cluster: within 5 s for one, 10 s for three.
         *
         * @throws CassandraException with the tail of a log if a server ends or is not ready in 90 s
         */
        public CassandraCluster start() {
            List<String> flags = new ArrayList<>(List.of("-Xms128m", "-Xmx" + heapMib + "m"));
            if (compiler == JitCompiler.C1) {
                flags.add("-XX:TieredStopAtLevel=1");
            }
            CassandraCluster cluster;
            try {
                cluster = new CassandraCluster(this, ServerRuntime.find(flags));
            } catch (IOException e) {
                throw new CassandraException("Cannot prepare the servers: " + e.getMessage(), e);
            }
            cluster.launch();
            return cluster;
        }
    }
}
