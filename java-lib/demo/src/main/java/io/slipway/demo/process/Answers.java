package io.slipway.demo.process;

import io.slipway.kv.spi.Waiting;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for what Slipway's operator side answers, with a bound: a run that hangs shall fail. */
public final class Answers {
    private static final int MINUTES_MAX = 3;

    private Answers() {}

    public static <T> T await(CompletionStage<T> answer) {
        return Waiting.on(answer.toCompletableFuture().orTimeout(MINUTES_MAX, TimeUnit.MINUTES));
    }
}
