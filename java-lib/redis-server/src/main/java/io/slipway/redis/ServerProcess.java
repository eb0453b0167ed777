package io.slipway.redis;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of a server, from its start to its end. Not thread-safe. */
final class ServerProcess {
    private static final String PROGRAM = "redis-server";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    // The shell becomes the server, so that signals reach it. Its child outlives that: it holds the other end of the
    // launcher's pipe, which never carries a byte, and kills the server when the launcher ends, however that ends.
    private static final String SCRIPT =
            "exec 3<&0; (cat <&3 >/dev/null; kill -9 $$ 2>/dev/null) & exec " + PROGRAM + " \"$0\" </dev/null 3<&-";

    private final Process process;
    private boolean paused;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /** Fails if the program is not on the path. */
    static void checkInstalled() {
        boolean found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, PROGRAM))
                .anyMatch(Files::isExecutable);
        if (!found) {
            throw new RedisServerException("There is no program '" + PROGRAM
                    + "' on the PATH; install it (Debian and Ubuntu: apt-get install redis-server)");
        }
    }

    static ServerProcess start(ServerFolder folder) throws IOException {
        return new ServerProcess(new ProcessBuilder(
                        "sh", "-c", SCRIPT, folder.configuration().toString())
                .directory(folder.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                .start());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM; SIGKILL if that has not ended it after 10 s. Returns when the process is gone. */
    void stop() {
        if (!isAlive()) {
            return;
        }
        resume();
        process.destroy();
        try {
            process.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
    }

    void pause() {
        signal("STOP");
        paused = true;
    }

    void resume() {
        if (paused && isAlive()) {
            signal("CONT");
        }
        paused = false;
    }

    private void signal(String name) {
        try {
            // By the shell, whose `kill` is built in, since minimal systems lack the program.
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IOException("kill -" + name + " " + pid() + " exited with " + kill.exitValue());
            }
        } catch (IOException e) {
            throw new RedisServerException("Cannot send SIG" + name + " to the Redis server", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisServerException("Interrupted", e);
        }
    }
}
