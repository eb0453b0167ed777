package io.slipway.provider.metrics;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.slipway.migrate.Failures;
import io.slipway.spi.StoreException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The timers of the requests to one side. All of them exist from the beginning, so that a rate of zero shows as zero. Thread-safe. */
final class RequestMeters {

    /** What is asked of a side. */
    enum Operation {
        READ,
        SCAN,
        WRITE,
        FENCED_READ,
        OUTBOX,
        CONFIRM
    }

    private enum Outcome {
        OK,
        REFUSED,
        UNAVAILABLE,
        OVERLOADED,
        UNKNOWN
    }

    private final Map<Operation, Map<Outcome, Timer>> timers = new EnumMap<>(Operation.class);

    RequestMeters(OwnMeters meters, String name, String description) {
        for (Operation operation : Operation.values()) {
            Map<Outcome, Timer> outcomes = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                outcomes.put(
                        outcome,
                        meters.timer(
                                name,
                                description,
                                Tags.of("operation", OwnMeters.tag(operation), "outcome", OwnMeters.tag(outcome))));
            }
            timers.put(operation, outcomes);
        }
    }

    /** Makes the request and measures it until its answer. */
    <T> CompletionStage<T> time(Operation operation, Supplier<CompletionStage<T>> request) {
        Map<Outcome, Timer> outcomes = timers.get(operation);
        long begin = System.nanoTime();
        return Failures.caught(request).whenComplete((answer, thrown) -> outcomes.get(outcome(thrown))
                .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS));
    }

    private static Outcome outcome(@Nullable Throwable thrown) {
        if (thrown == null) {
            return Outcome.OK;
        }
        if (!(Failures.cause(thrown) instanceof StoreException failure)) {
            return Outcome.UNKNOWN;
        }
        return switch (failure.kind()) {
            case STALE_EPOCH, SEALED, REJECTED, TABLE_REFUSED, CORRUPT -> Outcome.REFUSED;
            case OVERLOADED -> Outcome.OVERLOADED;
            case UNAVAILABLE -> Outcome.UNAVAILABLE;
            case UNKNOWN -> Outcome.UNKNOWN;
        };
    }
}
