package io.slipway.migrate.load;

import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvException;
import io.slipway.migrate.Backoff;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.migrate.SourceRate;
import io.slipway.spi.StoreException;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.target.TargetTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a running load on their way: pages come in from the source, writes go out to the target, as many at once as {@link
 * InFlightLimit} allows over all splits together.
 *
 * <p>While the target is away nothing is sent but the rows that failed, one try a pause; nothing is lost and nothing grows. All methods,
 * and all calls of its {@link Events}, run as tasks of one {@link io.slipway.migrate.Serial}.
 */
final class RowFlow {

    /** What the flow tells the run. */
    interface Events {

        void refused(RefusedRow row);

        /** The snapshot cannot be used any more, in passing: stop, and open another. */
        void reopen(@Nullable Throwable reason);

        void failed(Throwable reason);

        /** Nothing is in flight, and nothing will be: every split is done, or the flow was stopped. */
        void quiet();
    }

    private final Environment env;
    private final Executor serial;
    private final LoadSettings settings;
    private final Events events;
    private final InFlightLimit limit;
    private final SourceRate rate;
    private final Backoff backoff;
    private final Deque<SplitLoad.Row> retries = new ArrayDeque<>();

    private List<SplitLoad> splits = List.of();
    private @Nullable SourceSnapshot snapshot;
    private @Nullable TargetTable target;
    private boolean running;
    private boolean quiet = true;
    private int turn;
    private int inFlight;
    private long inFlightBytes;
    private int reads;
    private long retried;
    private long awayUntilNanos;
    private boolean away;
    private boolean wakeSet;
    private long wakeAtNanos;

    RowFlow(Environment env, Executor serial, LoadSettings settings, Events events) {
        this.env = env;
        this.serial = serial;
        this.settings = settings;
        this.events = events;
        this.limit = new InFlightLimit(settings.inFlightMin(), settings.inFlightMax(), settings.latencyMax());
        this.rate = new SourceRate(settings.rowsPerSecondMax(), settings.bytesPerSecondMax(), env.nanoTime());
        this.backoff = new Backoff(env, settings.backoffMin(), settings.backoffMax());
        this.awayUntilNanos = env.nanoTime();
    }

    void start(SourceSnapshot from, TargetTable to, List<SplitLoad> parts) {
        snapshot = from;
        target = to;
        splits = parts;
        running = true;
        quiet = false;
        pump();
    }

    /** Lets what is in flight be answered and nothing else; {@link Events#quiet} follows. */
    void stop() {
        running = false;
        retries.clear();
        pump();
    }

    int inFlight() {
        return inFlight;
    }

    int limit() {
        return limit.current();
    }

    long retried() {
        return retried;
    }

    boolean away() {
        return away;
    }

    private void pump() {
        if (running) {
            readPages();
            sendRows();
        }
        if (inFlight == 0 && reads == 0 && !quiet && (!running || finished())) {
            running = false;
            quiet = true;
            events.quiet();
        }
    }

    private boolean finished() {
        return retries.isEmpty() && splits.stream().allMatch(SplitLoad::done);
    }

    private void readPages() {
        int active = 0;
        for (SplitLoad split : splits) {
            if (split.done()) {
                continue;
            }
            if (++active > settings.splitsAtOnce()) {
                return;
            }
            if (split.wantsPage(settings.pageRows()) && reads < settings.splitsAtOnce()) {
                long wait = rate.waitNanos(env.nanoTime());
                if (wait > 0) {
                    wakeAfter(wait);
                    return;
                }
                readPage(split);
            }
        }
    }

    private void readPage(SplitLoad split) {
        SourceSnapshot from = open(snapshot);
        reads++;
        split.beginRead();
        attempt(() -> from.read(split.range(), split.read(), settings.pageRows(), settings.pageBytes()))
                .whenComplete((page, thrown) -> serial.execute(() -> {
                    reads--;
                    if (thrown == null) {
                        arrived(split, page);
                    } else {
                        split.failedRead();
                        lost(thrown);
                    }
                    pump();
                }));
    }

    private void arrived(SplitLoad split, SourcePage page) {
        if (running) {
            long bytes = page.rows().stream()
                    .mapToLong(row -> row.stored().value().size())
                    .sum();
            rate.charge(page.rows().size(), bytes, env.nanoTime());
            split.arrived(page);
        } else {
            split.failedRead();
        }
    }

    private void lost(Throwable thrown) {
        if (!running) {
            return;
        }
        if (Failures.passing(thrown)) {
            events.reopen(Failures.cause(thrown));
        } else {
            events.failed(thrown);
        }
    }

    private void sendRows() {
        if (away && inFlight > 0) {
            // One row finds out whether the target is back; the others wait for its answer.
            return;
        }
        long now = env.nanoTime();
        if (now - awayUntilNanos < 0) {
            wakeAfter(awayUntilNanos - now);
            return;
        }
        while (running && inFlightBytes < settings.inFlightBytesMax()) {
            if (inFlight >= limit.current()) {
                limit.reached();
                return;
            }
            SplitLoad.Row row = nextRow();
            if (row == null) {
                return;
            }
            send(row);
            if (away) {
                return;
            }
        }
    }

    private SplitLoad.@Nullable Row nextRow() {
        SplitLoad.Row again = retries.poll();
        if (again != null) {
            return again;
        }
        for (int i = 0; i < splits.size(); i++) {
            turn = (turn + 1) % splits.size();
            SplitLoad.Row row = splits.get(turn).nextUnsent();
            if (row != null) {
                return row;
            }
        }
        return null;
    }

    private void send(SplitLoad.Row row) {
        TargetTable to = open(target);
        if (row.write().version() < oldestVersion(to)) {
            // A tombstone that should beat this row may have been purged at the target.
            retries.addFirst(row);
            events.reopen(null);
            return;
        }
        inFlight++;
        inFlightBytes += row.bytes;
        long sentNanos = env.nanoTime();
        attempt(() -> to.apply(row.write(), settings.writeTimeout())).whenComplete((done, thrown) -> {
            long nanos = env.nanoTime() - sentNanos;
            serial.execute(() -> answered(row, nanos, thrown));
        });
    }

    /** Microseconds: what the source said before this must not be written any more; a tenth of the grace is kept as margin. */
    private long oldestVersion(TargetTable to) {
        Duration grace = Duration.ofSeconds(to.spec().graceSeconds());
        return ChronoUnit.MICROS.between(Instant.EPOCH, env.now().minus(grace).plus(grace.dividedBy(10)));
    }

    private void answered(SplitLoad.Row row, long nanos, @Nullable Throwable thrown) {
        inFlight--;
        inFlightBytes -= row.bytes;
        if (thrown == null) {
            limit.succeeded(nanos);
            backoff.reset();
            if (away) {
                away = false;
                awayUntilNanos = env.nanoTime();
            }
            row.split.confirm(row);
        } else if (Failures.passing(thrown) || tableRefused(thrown)) {
            limit.pushedBack();
            failedInPassing(row, thrown);
        } else if (refusal(thrown)) {
            events.refused(new RefusedRow(
                    row.key, String.valueOf(Failures.cause(thrown).getMessage())));
            row.split.refuse(row);
        } else {
            events.failed(thrown);
        }
        pump();
    }

    private void failedInPassing(SplitLoad.Row row, Throwable thrown) {
        if (!running) {
            return;
        }
        retried++;
        retries.add(row);
        boolean overloaded = Failures.cause(thrown) instanceof StoreException store
                && store.kind() == StoreException.Kind.OVERLOADED;
        long now = env.nanoTime();
        // Of many writes that fail together only the first one, or the one that tried again, lengthens the pause.
        if (overloaded && !away) {
            awayUntilNanos =
                    Math.max(awayUntilNanos, now + settings.backoffMin().toNanos() / 10);
        } else if (!away || inFlight == 0) {
            away = true;
            awayUntilNanos = now + backoff.pause().toNanos();
        }
    }

    static boolean refusal(Throwable thrown) {
        Throwable cause = Failures.cause(thrown);
        return cause instanceof StoreException store
                ? store.kind() == StoreException.Kind.REJECTED
                : cause instanceof KvException known && known.code().category() == KvErrorCategory.USER;
    }

    /** Nothing of the row's fault: it waits as if the target were away, until somebody has mended the table. */
    private static boolean tableRefused(Throwable thrown) {
        return Failures.cause(thrown) instanceof StoreException store
                && store.kind() == StoreException.Kind.TABLE_REFUSED;
    }

    private void wakeAfter(long nanos) {
        long at = env.nanoTime() + nanos;
        if (!wakeSet || at - wakeAtNanos < 0) {
            wakeSet = true;
            wakeAtNanos = at;
            env.schedule(
                    Duration.ofNanos(nanos),
                    () -> serial.execute(() -> {
                        wakeSet = false;
                        pump();
                    }));
        }
    }

    private static <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static <T> T open(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the flow was not started");
        }
        return part;
    }
}
