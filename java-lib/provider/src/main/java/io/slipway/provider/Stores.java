package io.slipway.provider;

import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.config.FileConfigStore;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.source.SourceStore;
import io.slipway.target.cql.config.CqlConfigStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The stores that one process has open, and the threads they answer on.
 *
 * @param io for calls that block
 * @param target not connected before it is needed
 * @param bulkTarget the same cluster by connections of its own, so that loads and scans take none of the services' bounds
 */
record Stores(
        SystemEnvironment environment,
        ExecutorService io,
        SourceStore source,
        ConfigStore configs,
        LazyTarget target,
        LazyTarget bulkTarget) {

    /** Opens what the settings describe; {@code resources} closes it again, also if this fails half-way. */
    static Stores open(SlipwaySettings settings, Resources resources) {
        SystemEnvironment environment = resources.add(new SystemEnvironment(settings.threads()));
        ExecutorService io = Executors.newCachedThreadPool(SystemEnvironment.daemons("slipway-io-"));
        resources.add(io::shutdown);
        ConfigStore configs = resources.add(configs(settings, environment, io));
        return new Stores(
                environment,
                io,
                resources.add(settings.source().open(configs::readAll)),
                configs,
                resources.add(Targets.lazy(settings, environment)),
                resources.add(Targets.lazy(settings, environment)));
    }

    /** Opens the config store alone. Blocks. */
    static ConfigStore configs(SlipwaySettings settings, SystemEnvironment environment, ExecutorService io) {
        return settings.sharedConfig().isPresent()
                ? Waiting.on(CqlConfigStore.open(settings.sharedConfig().get(), environment::now))
                : FileConfigStore.open(settings.state().resolve("tables.yaml"), io);
    }
}
