package io.slipway.provider.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToDoubleFunction;

/** Registers meters in a registry that somebody else owns, and takes exactly those off again. Thread-safe. */
final class OwnMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final Queue<Meter> registered = new ConcurrentLinkedQueue<>();

    OwnMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** An enum constant as tags and names write it. */
    static String tag(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Timer timer(String name, String description, Tags tags) {
        return own(Timer.builder(name).description(description).tags(tags).register(registry));
    }

    /** A counter that shows a number which grows elsewhere; {@code state} is kept alive by its owner. */
    <T> void counter(String name, String description, Tags tags, T state, ToDoubleFunction<T> count) {
        own(FunctionCounter.builder(name, state, count)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    /** A gauge over {@code state}, which is kept alive by its owner. */
    <T> void gauge(String name, String description, String unit, Tags tags, T state, ToDoubleFunction<T> value) {
        own(Gauge.builder(name, state, value)
                .description(description)
                .baseUnit(unit)
                .tags(tags)
                .register(registry));
    }

    private <M extends Meter> M own(M meter) {
        registered.add(meter);
        return meter;
    }

    @Override
    public void close() {
        for (Meter meter = registered.poll(); meter != null; meter = registered.poll()) {
            registry.remove(meter);
        }
    }
}
