package io.slipway.migrate.load;

/** Hears how a load is coming on. Called one call at a time, on the environment's threads; must not block. */
@FunctionalInterface
public interface LoadListener {

    void progress(LoadProgress progress);
}
