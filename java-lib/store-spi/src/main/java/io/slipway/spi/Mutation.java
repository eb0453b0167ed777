package io.slipway.spi;

/** What a write does to its key: sets a value, or removes it. */
public sealed interface Mutation {

    /** Sets the key to a value, replacing value and expiry. */
    record Put(StoredValue value) implements Mutation {}

    /** Removes the key; on a target it leaves a tombstone even where the key is absent. */
    enum Delete implements Mutation {
        INSTANCE
    }

    static Mutation put(StoredValue value) {
        return new Put(value);
    }

    static Mutation delete() {
        return Delete.INSTANCE;
    }
}
