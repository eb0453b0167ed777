package io.slipway.cassandra.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One run of a server, from its start to its end. Thread-safe, as {@link Process} is. */
public final class ServerProcess {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final Process process;
    private final ClassDataArchive archive;
    private final Optional<Path> draft;

    ServerProcess(Process process, ClassDataArchive archive, Optional<Path> draft) {
        this.process = process;
        this.archive = archive;
        this.draft = draft;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code of a server that ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** SIGKILL; returns when the process is gone. */
    public void kill() {
        process.destroyForcibly();
        join();
    }

    /** SIGTERM: the server flushes and ends; SIGKILL if it has not after 30 s. Returns when the process is gone. */
    public void stop() {
        process.destroy();
        endWithin(STOP_TIMEOUT);
    }

    /** The fastest end that still leaves a class-data archive behind if this server is to write one. */
    public void end() {
        if (draft.isEmpty()) {
            kill();
            return;
        }
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
        endWithin(STOP_TIMEOUT);
    }

    /** Sends a signal by its short name, such as STOP. */
    public void signal(String name) throws IOException {
        // By the shell, whose `kill` is built in, since minimal systems lack the program.
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                .inheritIO()
                .start();
        try {
            if (kill.waitFor() != 0) {
                throw new IOException("kill -" + name + " " + pid() + " exited with " + kill.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    private void endWithin(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        join();
        draft.ifPresent(archive::publish);
    }

    /** Waits for a process that was sent SIGKILL, which takes no time worth interrupting. */
    private void join() {
        process.onExit().join();
    }
}
