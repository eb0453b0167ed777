package io.slipway.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One real Redis server, a process of its own on 127.0.0.1. It keeps its port and its data over any number of ends and restarts, and ends
 * with {@link #close()}, and with this JVM however that ends. Thread-safe.
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.builder().start()) {
 *     connect(redis.address());
 *     redis.kill();
 *     redis.restart();
 * }
 * }</pre>
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(5);
    // Below the range that systems take client ports from: a client that keeps connecting to a port of that range while
    // the server is down can end up connected to itself, and then the server cannot come back.
    private static final int LOWEST_PORT = 15_000;
    private static final int HIGHEST_PORT = 32_000;

    private final ServerFolder folder;
    private final int port;
    private final boolean temporary;
    private final Thread atExit = new Thread(this::end, "end-redis");

    private @Nullable ServerProcess process;

    private RedisServer(ServerFolder folder, int port, boolean temporary) {
        this.folder = folder;
        this.port = port;
        this.temporary = temporary;
    }

    /** One server without users or TLS, which has every acknowledged write on the disk, in a temporary folder. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** {@link #address()} as settings write it. */
    public String endpoint() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** The folder with configuration, data and log. While the server is down its files may be copied and replaced. */
    public Path folder() {
        return folder.path();
    }

    /** Whether there is a process, be it paused or still starting. */
    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The process id of the latest start. */
    public synchronized long pid() {
        return current().pid();
    }

    /** SIGKILL. Returns when the process is gone; does nothing if it is. */
    public synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** SIGTERM: the server writes what it has to and ends. Returns when the process is gone. */
    public synchronized void stop() {
        if (process != null) {
            process.stop();
        }
    }

    /** SIGSTOP: the server keeps its connections and answers nothing until {@link #resume()}. */
    public synchronized void pause() {
        current().pause();
    }

    /** SIGCONT, after {@link #pause()}. */
    public synchronized void resume() {
        current().resume();
    }

    /** Starts the server again on the same port and folder, after {@link #stop()} if it runs, and returns when it answers clients. */
    public synchronized void restart() {
        stop();
        launch();
    }

    /** Ends the server at once, as if killed, and removes a temporary folder. */
    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is on its way out, and the hook has run or will.
        }
    }

    private synchronized void end() {
        kill();
        if (temporary) {
            folder.delete();
        }
    }

    private synchronized void launch() {
        long before = folder.logBytes();
        try {
            process = ServerProcess.start(folder);
        } catch (IOException e) {
            throw new RedisServerException("Cannot start a Redis process in " + folder.path(), e);
        }
        long start = System.nanoTime();
        while (!folder.saysReadyBehind(before)) {
            if (!process.isAlive()) {
                throw failure("exited while it started");
            }
            if (System.nanoTime() - start > START_TIMEOUT.toNanos()) {
                throw failure("is not ready after " + START_TIMEOUT);
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RedisServerException("Interrupted while waiting for a server", e);
            }
        }
    }

    private RedisServerException failure(String what) {
        return new RedisServerException("The Redis server at " + endpoint() + " " + what + ". The end of "
                + folder.log() + ":\n" + folder.logTail());
    }

    private ServerProcess current() {
        if (process == null) {
            throw new IllegalStateException("The server was never started");
        }
        return process;
    }

    private static int freePort() {
        return ThreadLocalRandom.current()
                .ints(LOWEST_PORT, HIGHEST_PORT)
                .filter(RedisServer::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** The choices for a server; not thread-safe. */
    public static final class Builder {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private final List<String> users = new ArrayList<>();
        private Optional<Path> folder = Optional.empty();
        private boolean tls;

        private Builder() {
            settings.put("appendonly", "yes");
            settings.put("appendfsync", "always");
        }

        /** Where configuration, data and log go and stay. Without it they go to a temporary folder. */
        public Builder folder(Path path) {
            folder = Optional.of(path.toAbsolutePath());
            return this;
        }

        /** Sets one directive of redis.conf, such as {@code appendfsync} to {@code everysec}. */
        public Builder setting(String directive, String value) {
            settings.put(directive, value);
            return this;
        }

        /** The password of the default user, who may do everything. */
        public Builder password(String password) {
            return user("default", "on >" + password + " ~* &* +@all");
        }

        /** Adds a user with its rules, as {@code ACL SETUSER} takes them. Passwords stand in the folder's configuration, which only its owner reads. */
        public Builder user(String name, String rules) {
            users.add("user " + name + " " + rules);
            return this;
        }

        /** Encrypts every connection; without {@code clientAuthority} clients need no certificate of their own. All files are PEM. */
        public Builder tls(Path certificate, Path key, Optional<Path> clientAuthority) {
            tls = true;
            settings.put("tls-cert-file", certificate.toAbsolutePath().toString());
            settings.put("tls-key-file", key.toAbsolutePath().toString());
            settings.put(
                    "tls-ca-cert-file",
                    clientAuthority.orElse(certificate).toAbsolutePath().toString());
            settings.put("tls-auth-clients", clientAuthority.isPresent() ? "yes" : "no");
            return this;
        }

        /**
         * Starts the server and returns when it answers clients, in some 50 ms.
         *
         * @throws RedisServerException if the program is not installed, or with the tail of the log if the server does not start
         */
        public RedisServer start() {
            ServerProcess.checkInstalled();
            int port = freePort();
            List<String> lines = new ArrayList<>(List.of(
                    "bind 127.0.0.1",
                    "port " + (tls ? 0 : port),
                    "daemonize no",
                    "databases 16",
                    "save \"\"",
                    "maxmemory-policy noeviction"));
            if (tls) {
                lines.add("tls-port " + port);
            }
            settings.forEach((directive, value) -> lines.add(directive + " " + value));
            lines.addAll(users);
            RedisServer server;
            try {
                Path path = folder.isPresent() ? folder.get() : Files.createTempDirectory("redis");
                ServerFolder prepared = new ServerFolder(path.toAbsolutePath());
                prepared.configure(lines);
                server = new RedisServer(prepared, port, folder.isEmpty());
            } catch (IOException e) {
                throw new RedisServerException("Cannot prepare the server: " + e.getMessage(), e);
            }
            Runtime.getRuntime().addShutdownHook(server.atExit);
            try {
                server.launch();
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
            return server;
        }
    }
}
