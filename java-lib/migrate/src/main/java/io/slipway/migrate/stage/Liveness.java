package io.slipway.migrate.stage;

import io.slipway.migrate.Environment;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.ProcessStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Tells which registered processes live: those whose renewal number moved within {@link LeaseTerms#dead} of this process's own monotonic
 * clock. A process seen for the first time lives. Thread-safe.
 */
public final class Liveness {

    private record Sight(long renewal, long atNanos) {}

    /**
     * How long a registered process is known to have been silent at least.
     *
     * @param renewal the number at which it was silent
     */
    public record Silence(String process, long renewal, Duration duration) {}

    private final Environment env;
    private final LeaseTerms terms;
    private final Map<String, Sight> sights = new HashMap<>();

    public Liveness(Environment env, LeaseTerms terms) {
        this.env = env;
        this.terms = terms;
    }

    /** The living among the registered. */
    public CompletionStage<List<ProcessStatus>> live(ConfigStore config) {
        long asked = env.nanoTime();
        return config.processes().thenApply(registered -> {
            Map<String, Long> renewals = new HashMap<>();
            registered.forEach(process -> renewals.put(process.process(), process.renewal()));
            Set<String> living = silences(renewals, asked).stream()
                    .filter(silence -> silence.duration().compareTo(terms.dead()) < 0)
                    .map(Silence::process)
                    .collect(Collectors.toSet());
            return registered.stream()
                    .filter(process -> living.contains(process.process()))
                    .toList();
        });
    }

    /**
     * All registered processes. How long a number has stood still is counted from when it was first seen up to when this question was sent:
     * of what a process did while the answer was on its way, the answer says nothing.
     */
    public CompletionStage<List<Silence>> silences(ConfigStore config) {
        long asked = env.nanoTime();
        return config.renewals().thenApply(renewals -> silences(renewals, asked));
    }

    private synchronized List<Silence> silences(Map<String, Long> renewals, long asked) {
        long now = env.nanoTime();
        sights.keySet().retainAll(renewals.keySet());
        List<Silence> silences = new ArrayList<>(renewals.size());
        renewals.forEach((process, renewal) -> {
            long still = Math.max(0, asked - lastMove(process, renewal, now));
            silences.add(new Silence(process, renewal, Duration.ofNanos(still)));
        });
        return List.copyOf(silences);
    }

    private long lastMove(String process, long renewal, long now) {
        return sights.compute(
                        process,
                        (name, last) -> last == null || last.renewal() != renewal ? new Sight(renewal, now) : last)
                .atNanos();
    }
}
