package io.slipway.migrate.stage;

import io.slipway.migrate.Environment;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.ProcessStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Tells which registered processes live: those whose renewal number moved within {@link LeaseTerms#dead} of this process's own monotonic
 * clock. A process seen for the first time lives. Thread-safe.
 */
public final class Liveness {

    private record Sight(long renewal, long atNanos) {}

    /** A registered process, and how long it is known to have been silent at least. */
    public record Silence(ProcessStatus process, Duration duration) {}

    private final Environment env;
    private final LeaseTerms terms;
    private final Map<String, Sight> sights = new HashMap<>();

    public Liveness(Environment env, LeaseTerms terms) {
        this.env = env;
        this.terms = terms;
    }

    /** The living among the registered. */
    public CompletionStage<List<ProcessStatus>> live(ConfigStore config) {
        return silences(config).thenApply(silences -> silences.stream()
                .filter(silence -> silence.duration().compareTo(terms.dead()) < 0)
                .map(Silence::process)
                .toList());
    }

    /**
     * All registered processes. How long a number has stood still is counted from when it was first seen up to when this question was sent:
     * of what a process did while the answer was on its way, the answer says nothing.
     */
    public CompletionStage<List<Silence>> silences(ConfigStore config) {
        long asked = env.nanoTime();
        return config.processes().thenApply(registered -> silences(registered, asked));
    }

    private synchronized List<Silence> silences(List<ProcessStatus> registered, long asked) {
        long now = env.nanoTime();
        sights.keySet()
                .retainAll(registered.stream().map(ProcessStatus::process).toList());
        return registered.stream()
                .map(process -> new Silence(process, Duration.ofNanos(Math.max(0, asked - lastMove(process, now)))))
                .toList();
    }

    private long lastMove(ProcessStatus process, long now) {
        return sights.compute(
                        process.process(),
                        (name, last) -> last == null || last.renewal() != process.renewal()
                                ? new Sight(process.renewal(), now)
                                : last)
                .atNanos();
    }
}
