package io.slipway.migrate.recover;

import io.slipway.migrate.Environment;
import io.slipway.migrate.Window;
import io.slipway.migrate.stage.LeaseTerms;
import io.slipway.migrate.stage.Liveness;
import io.slipway.migrate.stage.Liveness.Silence;
import io.slipway.spi.config.ConfigStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Derives from the registry which of the living processes recovers which table, so that not all of them watch every outbox. Thread-safe.
 *
 * <p>Every process comes to its own result: of those that renewed within {@link LeaseTerms#trusted}, the one whose name and the table's hash
 * to the least (highest random weight, Thaler and Ravishankar 1998), which spreads the tables. Two that differ both recover, which is
 * harmless; so does everybody who cannot read the registry. The registry is read about once in {@link LeaseTerms#dead}, so one that died is
 * replaced within three of them; until then, and where the elected one lives and cannot do it, the others look after the outbox as well,
 * once in {@code dead}.
 *
 * <p>The elected one also takes processes off the registry whose renewal number has stood still for {@link LeaseTerms#forgotten}.
 */
public final class Election implements Duty {

    /** Stands for a table when the process is elected that cleans the registry; no table has this name. */
    private static final String REGISTRY = "";

    private final Environment environment;
    private final ConfigStore configs;
    private final String process;
    private final LeaseTerms terms;
    private final Liveness liveness;
    private volatile boolean stopped;
    private volatile @Nullable View view;

    /** The candidates, as they were when the registry was asked for them. */
    private record View(Set<String> candidates, long askedNanos) {}

    /** @param process the name under which this process is registered */
    public Election(Environment environment, ConfigStore configs, String process, LeaseTerms terms) {
        this.environment = environment;
        this.configs = configs;
        this.process = process;
        this.terms = terms;
        this.liveness = new Liveness(environment, terms);
    }

    /** Looks at the registry from now on, once in {@link LeaseTerms#dead}, more or less, so that processes do not look together. */
    public void start() {
        if (stopped) {
            return;
        }
        look().whenComplete((done, thrown) -> environment.schedule(pause(), this::start));
    }

    private Duration pause() {
        long dead = terms.dead().toNanos();
        return Duration.ofNanos(dead - dead / 4 + environment.random().nextLong(dead / 2));
    }

    /** How long the result of a look counts: beyond the next one, not beyond one that failed and the one after. */
    private long viewNanos() {
        return 2 * terms.dead().toNanos();
    }

    public void stop() {
        stopped = true;
    }

    @Override
    public boolean due(String table, Duration sinceLast) {
        return elected(table) || sinceLast.compareTo(terms.dead()) >= 0;
    }

    /** Whether this process is the one for {@code table}, or cannot know. */
    boolean elected(String table) {
        View now = view;
        if (now == null || environment.nanoTime() - now.askedNanos() > viewNanos()) {
            return true;
        }
        return now.candidates().stream()
                .min(Comparator.<String>comparingInt(name -> weight(name, table))
                        .thenComparing(name -> name))
                .orElse(process)
                .equals(process);
    }

    private static int weight(String name, String table) {
        int hash = (table + '/' + name).hashCode() * 0x9E3779B9;
        return (hash ^ (hash >>> 15)) * 0x85EBCA6B;
    }

    private CompletionStage<Void> look() {
        long asked = environment.nanoTime();
        return liveness.silences(configs).thenCompose(silences -> {
            Set<String> candidates = new HashSet<>(Set.of(process));
            silences.stream()
                    .filter(silence -> silence.duration().compareTo(terms.trusted()) < 0)
                    .forEach(silence -> candidates.add(silence.process()));
            view = new View(Set.copyOf(candidates), asked);
            return forget(silences);
        });
    }

    private CompletionStage<Void> forget(List<Silence> silences) {
        List<Silence> gone = elected(REGISTRY)
                ? silences.stream()
                        .filter(silence -> silence.duration().compareTo(terms.forgotten()) >= 0)
                        .toList()
                : List.of();
        return Window.over(gone, 1, silence -> configs.forget(silence.process(), silence.renewal()));
    }
}
