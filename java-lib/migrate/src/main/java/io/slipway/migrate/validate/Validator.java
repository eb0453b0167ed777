package io.slipway.migrate.validate;

import io.slipway.migrate.Environment;
import io.slipway.migrate.savepoint.SavepointStore;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.target.TargetStore;

/** Validates tables between dual-write and the seal. Thread-safe; several tables may be validated at once. */
public final class Validator {

    private final Environment env;
    private final SourceStore source;
    private final TargetStore target;
    private final ConfigStore config;
    private final ValidationSettings settings;

    public Validator(
            Environment env, SourceStore source, TargetStore target, ConfigStore config, ValidationSettings settings) {
        this.env = env;
        this.source = source;
        this.target = target;
        this.config = config;
        this.settings = settings;
    }

    /**
     * Starts to validate a table, or goes on from the state of one that was stopped. One that ran to its end before begins anew.
     *
     * @param state where the progress of the scan is kept; not used if the scope names keys
     */
    public Validation start(String table, ValidationScope scope, SavepointStore state, ValidationListener listener) {
        Validation validation = new Validation(env, source, target, config, settings, table, scope, state, listener);
        validation.begin();
        return validation;
    }
}
