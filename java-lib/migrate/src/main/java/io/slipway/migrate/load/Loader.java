package io.slipway.migrate.load;

import io.slipway.migrate.Environment;
import io.slipway.migrate.savepoint.SavepointStore;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetStore;

/**
 * Loads tables. Thread-safe; several tables may be loaded at once, each with bounds of its own.
 *
 * <p>Give it a connection to the target of its own: the bound on requests in flight of a shared one would be the services' too.
 */
public final class Loader {

    private final Environment env;
    private final SourceStore source;
    private final TargetStore target;
    private final ConfigStore config;
    private final LoadSettings settings;

    public Loader(Environment env, SourceStore source, TargetStore target, ConfigStore config, LoadSettings settings) {
        this.env = env;
        this.source = source;
        this.target = target;
        this.config = config;
        this.settings = settings;
    }

    /**
     * Starts to load a table at {@code dual-write} or later, or goes on from the savepoint. A load that was complete before only records
     * its evidence again.
     */
    public LoadRun start(String table, SavepointStore savepoints, LoadListener listener) {
        LoadRun run = new LoadRun(env, source, target, config, settings, table, savepoints, listener);
        run.begin();
        return run;
    }
}
