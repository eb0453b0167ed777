package io.slipway.kv.spi;

import io.slipway.kv.KvConfig;
import io.slipway.kv.KvStore;

/** Opens stores of one kind. Registered under {@code META-INF/services}; needs a public constructor without arguments. */
public interface KvProvider {

    /** A short name, such as {@code rocksdb}; the setting {@code provider} selects by it. */
    String name();

    /** Which provider wins where several are on the class path: the highest. The old store's own has 0, Slipway's 100. */
    int priority();

    /**
     * Opens a store.
     *
     * @throws io.slipway.kv.KvException as {@link KvStore#open} says
     */
    KvStore open(KvConfig config);
}
