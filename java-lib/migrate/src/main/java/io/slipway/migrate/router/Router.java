package io.slipway.migrate.router;

import io.slipway.kv.KvBounds;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.Lifecycle;
import io.slipway.kv.spi.StoreContext;
import io.slipway.migrate.Counters;
import io.slipway.migrate.Environment;
import io.slipway.migrate.audit.ReadAuditor;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Routes every call of one process to the side, or sides, that the table's phase names.
 *
 * <p>Create one a process, {@link #start} it, hand out its {@link #store}. It neither opens nor closes the stores that it is given.
 * Thread-safe; never blocks.
 */
public final class Router {

    private final Routes routes;
    private final ConfigFollower follower;
    private final Calls calls;
    private final Reader reader;
    private final Writer writer;
    private final Scanner scanner;
    private final Breaker breaker;
    private final EarlyApplies earlyApplies;
    private final StoreContext context;
    private final KvStore store;

    public Router(
            Environment environment,
            SourceStore source,
            TargetStore targets,
            ConfigStore configs,
            RouterSettings settings,
            ReadAuditor auditor,
            Counters counters,
            RouterListener listener) {
        this.routes = new Routes(settings.service());
        VersionClock clock = new VersionClock(environment, settings.skewMax());
        this.follower = new ConfigFollower(environment, configs, targets, routes, clock, settings, listener);
        this.calls = new Calls(environment, follower, counters, listener, settings.inFlightMax());
        Trust trust = new Trust(follower);
        this.reader = new Reader(source, clock, trust, auditor, counters, listener);
        this.scanner = new Scanner(source, reader, counters);
        this.breaker = new Breaker(settings.breakerFailures(), settings.breakerPause());
        this.earlyApplies = new EarlyApplies(
                environment, breaker, counters, listener, settings.earlyAppliesMax(), settings.earlyApplyTimeout());
        Confirmations confirmations =
                new Confirmations(environment, source, settings.confirmDelay(), settings.confirmBatchMax());
        this.writer = new Writer(
                environment, source, targets, clock, trust, earlyApplies, confirmations, settings.earlyApplyTimeout());
        this.context = new StoreContext(environment::now, new Lifecycle(), new RoutedRules(routes));
        this.store = new RoutedStore(this, settings.deadline());
    }

    /** Registers the process and reads the records of all tables once; no call may be made before it has completed. */
    public CompletionStage<Void> start() {
        return follower.start();
    }

    /** The store that services get. */
    public KvStore store() {
        return store;
    }

    /** Writes on their way to the target right behind the source: sent, and not answered. */
    public int earlyAppliesUnderWay() {
        return earlyApplies.underWay();
    }

    /** Calls of services that have no answer yet. */
    public int callsUnderWay() {
        return calls.underWay();
    }

    /** Whether the target failed so often that early applies are skipped. */
    public boolean breakerOpen() {
        return breaker.isOpen();
    }

    /** Time since the renewal was sent that this process relies on; empty before the first. */
    public Optional<Duration> leaseAge() {
        return follower.leaseAge();
    }

    /** Reads the config store now. */
    public CompletionStage<Void> refresh() {
        return follower.refresh();
    }

    /** Refuses new calls, waits for the unanswered ones, and takes the process off the registry. */
    public CompletionStage<Void> close() {
        return context.lifecycle()
                .close()
                .thenCompose(drained -> follower.stop())
                .exceptionally(unreachable -> null);
    }

    /** Refuses new calls, fails the unanswered ones (writes with an unknown outcome), and leaves the registry as it is. */
    public void abort() {
        follower.abandon();
        context.lifecycle().close();
        calls.abort();
    }

    Calls calls() {
        return calls;
    }

    Reader reader() {
        return reader;
    }

    Writer writer() {
        return writer;
    }

    Scanner scanner() {
        return scanner;
    }

    RoutedName name(String table) {
        return routes.of(KvBounds.checkTableName(table));
    }

    StoreContext context() {
        return context;
    }
}
