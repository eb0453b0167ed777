package io.slipway.cassandra;

import io.slipway.cassandra.internal.ServerFolder;
import io.slipway.cassandra.internal.ServerProcess;
import io.slipway.cassandra.internal.ServerRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One server of a {@link CassandraCluster}: it keeps its ports and its data over any number of ends and restarts.
 * Thread-safe.
 */
public final class CassandraServer {
    private final CassandraCluster cluster;
    private final ServerRuntime runtime;
    private final ServerFolder folder;
    private final ServerFolder.Ports ports;
    private final boolean mayArchive;

    private @Nullable ServerProcess process;
    private boolean paused;

    CassandraServer(
            CassandraCluster cluster,
            ServerRuntime runtime,
            ServerFolder folder,
            ServerFolder.Ports ports,
            boolean mayArchive) {
        this.cluster = cluster;
        this.runtime = runtime;
        this.folder = folder;
        this.ports = ports;
        this.mayArchive = mayArchive;
    }

    /** Where clients connect. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.cql());
    }

    /** The port of {@link #address()}. */
    public int nativePort() {
        return ports.cql();
    }

    /** The process id of the latest start. */
    public synchronized long pid() {
        return current().pid();
    }

    /** Whether there is a process, be it paused or still starting. */
    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The file with everything that the server printed, over all its starts. */
    public Path log() {
        return folder.log();
    }

    /** SIGKILL. Returns when the process is gone; does nothing if it is. */
    public synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** SIGTERM: the server flushes and ends. Returns when the process is gone, at the latest after 30 s. */
    public synchronized void stop() {
        if (process != null) {
            unpause(process);
            process.stop();
        }
    }

    /** SIGSTOP: the server keeps its connections and answers nothing until {@link #resume()}. */
    public synchronized void pause() {
        signal(current(), "STOP");
        paused = true;
    }

    /** SIGCONT, after {@link #pause()}. */
    public synchronized void resume() {
        unpause(current());
    }

    /** Starts the server again, after {@link #stop()} if it runs, and returns when it answers clients. */
    public void restart() {
        restart(CassandraCluster.START_TIMEOUT);
    }

    /** Like {@link #restart()}, with a limit. */
    public void restart(Duration timeout) {
        stop();
        launch();
        cluster.awaitAnswer(this, timeout);
    }

    synchronized void launch() {
        try {
            process = runtime.start(folder, mayArchive);
            paused = false;
        } catch (IOException e) {
            throw new CassandraException("Cannot start a Cassandra process in " + folder.path(), e);
        }
    }

    synchronized void end() {
        if (process != null && process.isAlive()) {
            unpause(process);
            process.end();
        }
    }

    /** Fails if the server is not running. */
    synchronized void checkAlive() {
        if (!current().isAlive()) {
            throw failure("exited with code " + current().exitCode());
        }
    }

    CassandraException failure(String what) {
        return new CassandraException("The Cassandra server at " + address() + " " + what + ". The end of " + log()
                + ":\n" + folder.logTail());
    }

    private synchronized ServerProcess current() {
        if (process == null) {
            throw new IllegalStateException("The server was never started");
        }
        return process;
    }

    private void unpause(ServerProcess stopped) {
        if (paused && stopped.isAlive()) {
            signal(stopped, "CONT");
        }
        paused = false;
    }

    private void signal(ServerProcess receiver, String name) {
        try {
            receiver.signal(name);
        } catch (IOException e) {
            throw new CassandraException("Cannot send SIG" + name + " to the server at " + address(), e);
        }
    }
}
