package io.slipway.bridge.internal;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.KvProvider;

/**
 * Opens a store that answers a get with the key itself and keeps nothing: for tests and measurements of what lies between a program and
 * its store. Chosen only by name.
 *
 * <p>The setting {@code echo.thread} says who completes an operation: {@code inline} (the default), before the call returns; {@code loop}, a thread
 * of its own that sleeps when it has nothing to do, as a driver's does; or {@code never}: each operation fails when its deadline is over.
 */
public final class EchoProvider implements KvProvider {

    @Override
    public String name() {
        return "echo";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public KvStore open(KvConfig config) {
        return EchoStore.open(config);
    }
}
