package io.slipway.migrate.validate;

import com.google.protobuf.ByteString;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.migrate.Patience;
import io.slipway.migrate.SourceRate;
import io.slipway.spi.KeyedValue;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads every row of one side once, several parts at a time. All of its state, and all calls of the sinks, belong to one serial. */
final class SideScan {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Takes a part's rows, page by page. */
    interface Sink extends Consumer<List<KeyedValue>> {

        /** The part is finished. */
        void finished();
    }

    private final Environment env;
    private final Executor serial;
    private final Side side;
    private final SourceRate rate;
    private final ValidationSettings settings;
    private final IntFunction<Sink> sinks;
    private final BooleanSupplier cancelled;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final BitSet begun;
    private int active;
    private @Nullable Throwable failure;

    SideScan(
            Environment env,
            Executor serial,
            Side side,
            BitSet done,
            SourceRate rate,
            ValidationSettings settings,
            IntFunction<Sink> sinks,
            BooleanSupplier cancelled) {
        this.env = env;
        this.serial = serial;
        this.side = side;
        this.rate = rate;
        this.settings = settings;
        this.sinks = sinks;
        this.cancelled = cancelled;
        this.begun = (BitSet) done.clone();
    }

    /** Completes when every part is finished; fails with {@link CancellationException} if it was cancelled. */
    CompletionStage<Void> run() {
        serial.execute(this::next);
        return end;
    }

    private void next() {
        while (active < settings.splitsAtOnce() && failure == null) {
            int part = begun.nextClearBit(0);
            if (part >= side.parts()) {
                break;
            }
            begun.set(part);
            active++;
            read(part, null, sinks.apply(part));
        }
        // Not before the last read was answered: the owner closes the snapshot then.
        if (active == 0 && failure == null) {
            end.complete(null);
        } else if (active == 0) {
            end.completeExceptionally(failure);
        }
    }

    private void read(int part, @Nullable ByteString resume, Sink sink) {
        if (cancelled.getAsBoolean()) {
            stop(new CancellationException());
            return;
        }
        if (failure != null) {
            stop(failure);
            return;
        }
        long wait = rate.waitNanos(env.nanoTime());
        if (wait > 0) {
            env.schedule(Duration.ofNanos(wait), () -> serial.execute(() -> read(part, resume, sink)));
            return;
        }
        // Rows differ in size a thousandfold: a page that a slow store could not answer in time is asked for in halves.
        AtomicInteger rows = new AtomicInteger(settings.pageRows());
        new Patience(env, settings.awayMax(), PAUSE)
                .call(() -> side.read(part, resume, rows.getAndUpdate(tried -> Math.max(1, tried / 2))))
                .whenComplete((page, thrown) -> serial.execute(() -> {
                    if (thrown != null) {
                        stop(Failures.known(thrown));
                    } else {
                        arrived(part, page, sink);
                    }
                }));
    }

    private void stop(Throwable reason) {
        if (failure == null) {
            failure = reason;
        }
        active--;
        next();
    }

    private void arrived(int part, Side.Page page, Sink sink) {
        long bytes = page.rows().stream()
                .mapToLong(row -> row.stored().value().size())
                .sum();
        rate.charge(page.rows().size(), bytes, env.nanoTime());
        if (page.resume() != null) {
            // The side reads on while the sink works.
            read(part, page.resume(), sink);
            sink.accept(page.rows());
            return;
        }
        sink.accept(page.rows());
        sink.finished();
        active--;
        next();
    }
}
