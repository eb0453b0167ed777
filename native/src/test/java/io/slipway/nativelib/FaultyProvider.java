package io.slipway.nativelib;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.KvProvider;

/**
 * Opens a store that breaks the rules of the interface in every way, to test that each request is completed once all the same. How an operation
 * ends is said by the beginning of its key; see {@link FaultyAnswer}.
 */
public final class FaultyProvider implements KvProvider {

    @Override
    public String name() {
        return "faulty";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public KvStore open(KvConfig config) {
        return new FaultyStore();
    }
}
