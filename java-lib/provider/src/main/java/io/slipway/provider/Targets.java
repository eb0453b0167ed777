package io.slipway.provider;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Environment;
import io.slipway.target.cql.CqlTargetStore;
import java.util.concurrent.CompletableFuture;

/** Makes connections to the target that the settings describe. */
final class Targets {

    private Targets() {}

    static LazyTarget lazy(SlipwaySettings settings, Environment environment) {
        return new LazyTarget(
                environment,
                () -> settings.target().isPresent()
                        ? CqlTargetStore.connect(settings.target().get().config(), environment::now)
                        : CompletableFuture.failedFuture(
                                KvException.of(
                                        KvErrorCode.CONFIG,
                                        "setting 'target.cql.contact-points' is required once a table is enrolled; give host:port of at least one node")));
    }
}
