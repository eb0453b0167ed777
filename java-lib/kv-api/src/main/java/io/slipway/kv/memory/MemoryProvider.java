package io.slipway.kv.memory;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.KvProvider;

/** Opens an empty store in memory. Chosen only by the setting {@code provider: memory}; all other settings are ignored. */
public final class MemoryProvider implements KvProvider {

    /** Its name in the setting {@code provider}. */
    public static final String NAME = "memory";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public KvStore open(KvConfig config) {
        return MemoryKvStore.create();
    }
}
