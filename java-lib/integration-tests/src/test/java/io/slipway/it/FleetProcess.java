package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slipway.kv.KvConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One {@link FleetMember} in a JVM of its own, and what it has said. Thread-safe. */
final class FleetProcess implements AutoCloseable {
    private static final int END_SECONDS_MAX = 60;

    private final String name;
    private final Process process;
    private final Thread reader;
    private final Map<String, Set<Integer>> possible = new HashMap<>();
    private final Map<String, Integer> unanswered = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> stale = new ArrayList<>();
    private boolean ready;
    private int acknowledged;
    private long retries = -1;

    /** @param provider a jar with the provider's classes, whose version is the one that the process shows */
    FleetProcess(String name, Path provider, KvConfig config, Path folder) throws IOException {
        this.name = name;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                provider + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                FleetMember.class.getName(),
                name));
        config.settings().forEach((key, value) -> command.add(key + "=" + value));
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.reader = new Thread(this::read, "lines of " + name);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line, line.split(" "));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line may be cut short by a kill; then nobody was told. */
    private synchronized void note(String line, String[] words) {
        switch (words[0]) {
            case "ready" -> ready = true;
            case "begin" -> unanswered.put(words[1], Integer.valueOf(words[2]));
            case "acked" -> {
                possible.put(words[1], new HashSet<>(Set.of(unanswered.remove(words[1]))));
                acknowledged++;
            }
            case "unknown" -> possibly(words[1], unanswered.remove(words[1]));
            case "failed" -> {
                if (!words[2].equals("read")) {
                    unanswered.remove(words[1]);
                }
                failures.add(line);
            }
            case "stale" -> stale.add(line);
            case "ended" -> retries = Long.parseLong(words[1]);
            default -> {}
        }
    }

    private void possibly(String key, int number) {
        possible.computeIfAbsent(key, first -> new HashSet<>(Set.of(0))).add(number);
    }

    String name() {
        return name;
    }

    FleetProcess awaitReady() {
        await().atMost(Service.PATIENCE).until(() -> {
            synchronized (this) {
                assertThat(process.isAlive()).as(name).isTrue();
                return ready;
            }
        });
        return this;
    }

    synchronized int acknowledged() {
        return acknowledged;
    }

    /** Waits for so many more acknowledged writes: the process goes on, by whatever stage. */
    void awaitMore(int writes) {
        int before = acknowledged();
        await().atMost(Service.PATIENCE).until(() -> acknowledged() >= before + writes);
    }

    /** What failed for sure, one line each. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Reads that missed an acknowledged write of their own process. */
    synchronized List<String> stale() {
        return List.copyOf(stale);
    }

    /** How often a call was refused, by a stale epoch or a seal, and made again; known at the end. */
    synchronized long retries() {
        return retries;
    }

    /** Of each key the numbers of the writes that it may hold now. */
    synchronized Map<String, Set<Integer>> possible() {
        return Map.copyOf(possible);
    }

    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** SIGKILL; what it has said before is read to the end. A write that it began may have happened. */
    void kill() {
        process.toHandle().destroyForcibly();
        awaitLines();
        synchronized (this) {
            Map.copyOf(unanswered).forEach(this::possibly);
            unanswered.clear();
        }
    }

    /** Lets it close its store and end. */
    void end() {
        try {
            process.getOutputStream().close();
            awaitLines();
            assertThat(process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS))
                    .as(name)
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(process.exitValue()).as(name).isZero();
    }

    private void awaitLines() {
        try {
            reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS_MAX));
            assertThat(reader.isAlive()).as(name + " still runs").isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
