package io.slipway.migrate.plan;

import com.google.protobuf.ByteString;
import io.slipway.migrate.Environment;
import io.slipway.migrate.Failures;
import io.slipway.spi.KeyRange;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Layout;
import io.slipway.spi.source.SourcePage;
import io.slipway.spi.source.SourceSnapshot;
import io.slipway.spi.source.SourceStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a sample of a table at the source and plans with it. Thread-safe; never blocks. */
public final class Planner {

    private static final int RANGES = 64;
    private static final int PAGE_ROWS = 512;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int LOOK_ROWS = 128;

    private final Environment environment;
    private final SourceStore source;
    private final Function<Layout, Placement> placements;

    /** Hears how many of about how many rows were read; must not block. */
    @FunctionalInterface
    public interface Listener {
        void progress(long rows, long rowsToRead, double rowsPerSecond);
    }

    public Planner(Environment environment, SourceStore source, Function<Layout, Placement> placements) {
        this.environment = environment;
        this.source = source;
        this.placements = placements;
    }

    /** Plans a table, which need not be known to the config store yet. Fails with what the source failed with. */
    public CompletionStage<Plan> plan(String table, PlanRequest request, Listener listener) {
        return source.snapshot(table)
                .thenCompose(snapshot -> layouts(snapshot, request)
                        .thenCompose(layouts -> new Reading(table, snapshot, request, layouts, listener).run())
                        .whenComplete((plan, thrown) -> snapshot.close()))
                .exceptionallyCompose(thrown -> CompletableFuture.failedFuture(Failures.known(thrown)));
    }

    /** A first look at the beginning of every range, where the request names no layouts. */
    private CompletionStage<List<Layout>> layouts(SourceSnapshot snapshot, PlanRequest request) {
        if (!request.layouts().isEmpty()) {
            return CompletableFuture.completedFuture(request.layouts());
        }
        List<ByteString> keys = new ArrayList<>();
        CompletionStage<Void> looked = CompletableFuture.completedFuture(null);
        for (KeyRange range : snapshot.splits(RANGES)) {
            looked = looked.thenCompose(done -> snapshot.read(range, null, LOOK_ROWS, PAGE_BYTES))
                    .thenAccept(page -> page.rows().forEach(row -> keys.add(row.key())));
        }
        return looked.thenApply(done -> Candidates.of(keys));
    }

    /** One pass over the sample: range after range, page after page, each page when the rate allows it. */
    private final class Reading {

        private final String table;
        private final SourceSnapshot snapshot;
        private final PlanRequest request;
        private final Listener listener;
        private final List<LayoutAnalysis> analyses;
        private final List<KeyRange> ranges;
        private final long rowsEstimated;
        private final long rangeRowsMax;
        private final long begunNanos = environment.nanoTime();
        private long rows;
        private long bytes;

        Reading(String table, SourceSnapshot snapshot, PlanRequest request, List<Layout> layouts, Listener listener) {
            this.table = table;
            this.snapshot = snapshot;
            this.request = request;
            this.listener = listener;
            this.analyses = layouts.stream()
                    .map(layout -> new LayoutAnalysis(placements.apply(layout)))
                    .toList();
            this.ranges = snapshot.splits(RANGES);
            this.rowsEstimated = snapshot.estimatedRows();
            double share = request.share(rowsEstimated);
            this.rangeRowsMax = share >= 1
                    ? Long.MAX_VALUE
                    : Math.max(PAGE_ROWS, (long) (share * rowsEstimated / Math.max(1, ranges.size())));
        }

        CompletionStage<Plan> run() {
            return range(0).thenApply(done -> plan());
        }

        private CompletionStage<Void> range(int index) {
            return index == ranges.size()
                    ? CompletableFuture.completedFuture(null)
                    : page(ranges.get(index), null, 0).thenCompose(done -> range(index + 1));
        }

        private CompletionStage<Void> page(KeyRange range, @Nullable ByteString resume, long read) {
            int limit = (int) Math.min(PAGE_ROWS, rangeRowsMax - read);
            if (limit <= 0) {
                analyses.forEach(LayoutAnalysis::gap);
                return CompletableFuture.completedFuture(null);
            }
            return snapshot.read(range, resume, limit, PAGE_BYTES).thenCompose(page -> {
                take(page);
                ByteString last = page.last();
                return last == null
                        ? CompletableFuture.completedFuture(null)
                        : paced().thenCompose(done ->
                                page(range, last, read + page.rows().size()));
            });
        }

        private void take(SourcePage page) {
            for (KeyedValue row : page.rows()) {
                long size = row.key().size() + (long) row.stored().value().size();
                analyses.forEach(analysis -> analysis.add(row.key(), size));
                rows++;
                bytes += size;
            }
            listener.progress(
                    rows, rowsToRead(), rows * 1e9 / Math.max(1, elapsed().toNanos()));
        }

        private long rowsToRead() {
            return (long) Math.ceil(request.share(rowsEstimated) * rowsEstimated);
        }

        private Duration elapsed() {
            return Duration.ofNanos(environment.nanoTime() - begunNanos);
        }

        /** Completes when as many rows as were read may have been read by now; on another stack in any case. */
        private CompletionStage<Void> paced() {
            double dueNanos = request.rowsPerSecond() == 0 ? 0 : rows * 1e9 / request.rowsPerSecond();
            Duration wait =
                    Duration.ofNanos((long) Math.max(0, dueNanos - elapsed().toNanos()));
            CompletableFuture<Void> due = new CompletableFuture<>();
            environment.schedule(wait, () -> due.complete(null));
            return due;
        }

        private Plan plan() {
            long total = rangeRowsMax == Long.MAX_VALUE ? rows : Math.max(rows, rowsEstimated);
            double scale = rows == 0 ? 1 : (double) total / rows;
            List<Plan.Option> options = analyses.stream()
                    .map(LayoutAnalysis::figures)
                    .map(figures -> new Plan.Option(
                            figures, Math.round(figures.partitions() * scale), Advice.warnings(figures)))
                    .toList();
            Advice.Choice choice = Advice.choose(options, request.scans());
            return new Plan(
                    table,
                    rows,
                    total,
                    Math.round(bytes * scale),
                    elapsed(),
                    options,
                    choice.layout(),
                    choice.reasons());
        }
    }
}
