package io.slipway.bench.server;

import java.util.concurrent.CompletionStage;

/**
 * Two stores beside each other, as somebody would use them who does by hand what a stage does: writes go to both at once.
 *
 * @param compared whether reads ask both sides, as audit does; else the first alone
 */
record BothClient(Client first, Client second, boolean compared) implements Client {

    @Override
    public CompletionStage<?> get(int key) {
        return compared ? both(first.get(key), second.get(key)) : first.get(key);
    }

    @Override
    public CompletionStage<?> put(int key) {
        return both(first.put(key), second.put(key));
    }

    @Override
    public CompletionStage<?> getMany(int from) {
        return compared ? both(first.getMany(from), second.getMany(from)) : first.getMany(from);
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }

    private static CompletionStage<?> both(CompletionStage<?> one, CompletionStage<?> other) {
        return one.thenCombine(other, (mine, theirs) -> mine);
    }
}
