package io.slipway.migrate.router;

import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.target.TargetStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this process's routes in step with the config store: registers, then reads, then polls, and acknowledges epochs.
 *
 * <p>The process registers before it first reads, and each refresh renews the registration before it reads: a planner that publishes first
 * and lists processes afterwards either sees this process or is seen by it. Target tables are opened behind the routes and tried again
 * until they are; no call waits for that before {@code confirm}.
 */
final class ConfigFollower {

    private final Environment environment;
    private final ConfigStore configs;
    private final TargetStore targets;
    private final Routes routes;
    private final VersionClock clock;
    private final RouterSettings settings;
    private final RouterListener listener;
    private final AtomicReference<@Nullable CompletableFuture<Void>> refreshing = new AtomicReference<>();
    private final Set<String> opening = ConcurrentHashMap.newKeySet();

    /** Counts attempts: a number that was sent is never sent again, or others would see it stand still while this process trusts it. */
    private final AtomicLong renewals = new AtomicLong();

    private volatile boolean stopped;
    private volatile @Nullable Long trustedSince;
    private volatile @Nullable Renewal renewal;

    /** When the first refresh failed since the last one that did not. One refresh at a time changes it. */
    private volatile @Nullable Long awaySince;

    /** What was last renewed, and when that began. */
    private record Renewal(long number, long startedAt, Map<String, Long> acknowledged) {}

    ConfigFollower(
            Environment environment,
            ConfigStore configs,
            TargetStore targets,
            Routes routes,
            VersionClock clock,
            RouterSettings settings,
            RouterListener listener) {
        this.environment = environment;
        this.configs = configs;
        this.targets = targets;
        this.routes = routes;
        this.clock = clock;
        this.settings = settings;
        this.listener = listener;
    }

    /** Registers, reads the records once, and begins to poll. Fails if that first read does; nothing is polled then. */
    CompletionStage<Void> start() {
        return configs.register(status(0, Map.of()))
                .thenCompose(registered -> refresh())
                .thenRun(this::pollLater);
    }

    /** Stops polling and takes the process off the registry. */
    CompletionStage<Void> stop() {
        stopped = true;
        return configs.deregister(settings.process());
    }

    /** Stops polling as a dying process does: the registry keeps it. */
    void abandon() {
        stopped = true;
    }

    /** Whether the view is fresh enough to act on where the source does not check it. */
    boolean trusted() {
        Long since = trustedSince;
        return since != null
                && environment.nanoTime() - since <= settings.lease().trusted().toNanos();
    }

    /** How old the view is that trust rests on; empty before the first. */
    Optional<Duration> leaseAge() {
        Long since = trustedSince;
        return since == null ? Optional.empty() : Optional.of(Duration.ofNanos(environment.nanoTime() - since));
    }

    /** Reads the records now, or joins the read that is under way. */
    CompletionStage<Void> refresh() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> running = refreshing.compareAndExchange(null, mine);
        if (running != null) {
            return running;
        }
        Failures.caught(this::renew)
                .thenCompose(renewed -> configs.readAll().thenAccept(records -> adopt(records, renewed)))
                .thenCompose(adopted -> renew())
                .whenComplete((done, thrown) -> {
                    tell(thrown);
                    refreshing.set(null);
                    if (thrown == null) {
                        mine.complete(null);
                    } else {
                        mine.completeExceptionally(thrown);
                    }
                });
        return mine;
    }

    /** Tells of changes alone: polls fail several times a second. */
    private void tell(@Nullable Throwable thrown) {
        Long since = awaySince;
        if (thrown != null && since == null) {
            awaySince = environment.nanoTime();
            listener.configAway(Failures.cause(thrown));
        } else if (thrown == null && since != null) {
            awaySince = null;
            listener.configBack(Duration.ofNanos(environment.nanoTime() - since));
        }
    }

    private void pollLater() {
        if (!stopped) {
            environment.schedule(settings.poll(), () -> {
                if (!stopped) {
                    refresh().whenComplete((done, thrown) -> pollLater());
                }
            });
        }
    }

    /** Shows that this process lives and what it acknowledges, unless that is known there and recent. */
    private CompletionStage<Renewal> renew() {
        Renewal last = renewal;
        Map<String, Long> acknowledged = routes.acknowledged();
        long now = environment.nanoTime();
        if (last != null
                && last.acknowledged().equals(acknowledged)
                && now - last.startedAt() < settings.lease().renewal().toNanos()) {
            return CompletableFuture.completedFuture(last);
        }
        Renewal next = new Renewal(renewals.incrementAndGet(), now, acknowledged);
        return configs.renew(status(next.number(), acknowledged)).thenApply(done -> {
            renewal = next;
            return next;
        });
    }

    private ProcessStatus status(long number, Map<String, Long> acknowledged) {
        return new ProcessStatus(
                settings.process(), settings.service(), settings.libraryVersion(), number, acknowledged);
    }

    private void adopt(Map<String, TableConfig> records, Renewal renewed) {
        for (TableConfig record : new TreeMap<>(records).values()) {
            clock.raise(record.floor());
            RoutedName name = routes.of(record.spec().name());
            boolean moved = name.move(record);
            Route route = name.current();
            if (route.target() != null && moved) {
                listener.routed(record, route.target());
            } else if (route.target() == null && record.phase() != Phase.SOURCE) {
                open(name, record);
            }
        }
        trustedSince = renewed.startedAt();
    }

    private void open(RoutedName name, TableConfig record) {
        if (!opening.add(name.name())) {
            return;
        }
        Failures.caught(() -> targets.open(record.spec())).whenComplete((table, thrown) -> {
            opening.remove(name.name());
            if (thrown != null) {
                listener.targetUnopened(record, Failures.cause(thrown));
            } else if (name.open(table)) {
                TableConfig current = name.current().config();
                listener.routed(current == null ? record : current, table);
            }
        });
    }
}
