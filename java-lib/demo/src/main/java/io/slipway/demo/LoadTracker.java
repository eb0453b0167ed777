package io.slipway.demo;

import com.google.protobuf.ByteString;
import io.slipway.demo.traffic.LoadWatch;
import io.slipway.migrate.load.LoadListener;
import io.slipway.migrate.load.LoadProgress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers how far each running load is, and so which splits are being loaded. Thread-safe. */
final class LoadTracker implements LoadListener, LoadWatch {
    private final Map<String, LoadProgress> running = new ConcurrentHashMap<>();

    @Override
    public void progress(LoadProgress progress) {
        running.put(progress.table(), progress);
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

    /** The load of a table has ended. */
    void ended(String table) {
        running.remove(table);
    }

    @Override
    public boolean loading(String table) {
        LoadProgress progress = running.get(table);
        return progress != null && progress.splits().stream().anyMatch(LoadTracker::underWay);
    }

    @Override
    public boolean loading(String table, ByteString key) {
        LoadProgress progress = running.get(table);
        return progress != null
                && progress.splits().stream()
                        .anyMatch(split -> underWay(split) && split.range().contains(key));
    }

    private static boolean underWay(LoadProgress.Split split) {
        return split.loading() != null && !split.done();
    }
}
