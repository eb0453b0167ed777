package io.slipway.bench.server;

import java.util.concurrent.CompletionStage;

/** One side's way to the data: keys are numbers here, {@link Rows} says what lies beneath them. Thread-safe. */
interface Client extends AutoCloseable {

    CompletionStage<?> get(int key);

    CompletionStage<?> put(int key);

    /** The values of {@link Rows#GROUP} keys from {@code first} on. */
    CompletionStage<?> getMany(int first);

    @Override
    void close();
}
