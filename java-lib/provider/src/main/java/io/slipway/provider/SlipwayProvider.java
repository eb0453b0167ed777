package io.slipway.provider;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;
import io.slipway.kv.spi.KvProvider;

/** Opens stores that Slipway can move while they are in use. Wins over the old store's own provider. */
public final class SlipwayProvider implements KvProvider {

    @Override
    public String name() {
        return "slipway";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public KvStore open(KvConfig config) {
        return Slipway.open(config).store();
    }
}
