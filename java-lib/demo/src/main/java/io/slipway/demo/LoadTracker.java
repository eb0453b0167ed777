package io.slipway.demo;

import io.slipway.migrate.load.LoadListener;
import io.slipway.migrate.load.LoadProgress;
import io.slipway.spi.KeyRange;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Remembers how far each running load is, and passes on which splits are being loaded whenever that changes. Thread-safe. */
final class LoadTracker implements LoadListener {
    private final Map<String, LoadProgress> running = new ConcurrentHashMap<>();
    private final Map<String, List<KeyRange>> told = new ConcurrentHashMap<>();
    private final Set<String> over = new HashSet<>();
    private final BiConsumer<String, List<KeyRange>> listener;

    /** @param listener is told by table all ranges that are being loaded; must not block */
    LoadTracker(BiConsumer<String, List<KeyRange>> listener) {
        this.listener = listener;
    }

    /** What a load still tells when it has {@link #ended} is not heard. */
    @Override
    public synchronized void progress(LoadProgress progress) {
        if (over.contains(progress.table())) {
            return;
        }
        running.put(progress.table(), progress);
        tell(
                progress.table(),
                progress.splits().stream()
                        .filter(split -> split.loading() != null && !split.done())
                        .map(LoadProgress.Split::range)
                        .toList());
    }

    /** How far the load of a table is; null if none has told yet. */
    @Nullable
    LoadProgress of(String table) {
        return running.get(table);
    }

    /** Writes of all running loads that wait for the target's answer, as of their last word. */
    long writesInFlight() {
        return running.values().stream().mapToLong(LoadProgress::inFlight).sum();
    }

    /** The load of a table has ended, for good. */
    synchronized void ended(String table) {
        over.add(table);
        running.remove(table);
        tell(table, List.of());
    }

    private void tell(String table, List<KeyRange> ranges) {
        if (!ranges.equals(told.put(table, ranges))) {
            listener.accept(table, ranges);
        }
    }
}
