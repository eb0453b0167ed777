package io.slipway.migrate.router;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * The unanswered calls, each at a place of its own: an open hash table by the calls' numbers. Thread-safe, without a lock and without
 * garbage.
 *
 * <p>Numbers are given one after another, so that few calls meet. Whoever walks over the calls meets them in the same order in every run
 * of a simulation.
 */
final class Unanswered {

    private final AtomicReferenceArray<Call<?>> places;

    /** @param most calls that are unanswered at once; whoever adds sees to it */
    Unanswered(int most) {
        // Half of the places stay free, so that the next one is near.
        places = new AtomicReferenceArray<>(Integer.highestOneBit(Math.max(1, 2 * most - 1)) * 2);
    }

    void add(Call<?> call) {
        int place = first(call);
        while (!places.compareAndSet(place, null, call)) {
            place = behind(place);
        }
    }

    /** Takes out a call that was added. */
    void remove(Call<?> call) {
        int place = first(call);
        while (places.get(place) != call) {
            place = behind(place);
        }
        places.set(place, null);
    }

    /** Meets every call that is in all the while. */
    void forEach(Consumer<Call<?>> visitor) {
        for (int place = 0; place < places.length(); place++) {
            Call<?> call = places.get(place);
            if (call != null) {
                visitor.accept(call);
            }
        }
    }

    private int first(Call<?> call) {
        return (int) call.number() & (places.length() - 1);
    }

    private int behind(int place) {
        return (place + 1) & (places.length() - 1);
    }
}
