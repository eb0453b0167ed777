package io.slipway.migrate.load;

import java.util.ArrayList;
import java.util.List;

/** The parts of a load, and what is confirmed of them together. Belongs to the run's serial. */
final class LoadTally {

    private final List<SplitLoad> splits = new ArrayList<>();
    private long rowsBefore;
    private long bytesBefore;

    boolean isEmpty() {
        return splits.isEmpty();
    }

    void begin(LoadSavepoint.Split split) {
        splits.add(new SplitLoad(split));
    }

    /** Takes over what an earlier run has confirmed; speeds do not count it. */
    void goOnFrom(List<LoadSavepoint.Split> saved) {
        saved.forEach(this::begin);
        rowsBefore = rows();
        bytesBefore = bytes();
    }

    List<SplitLoad> splits() {
        return List.copyOf(splits);
    }

    boolean done() {
        return splits.stream().allMatch(SplitLoad::done);
    }

    /** What was read and not confirmed is to be read again. */
    void rewind() {
        splits.forEach(SplitLoad::rewind);
    }

    List<LoadSavepoint.Split> savepoints() {
        return splits.stream().map(SplitLoad::savepoint).toList();
    }

    long rows() {
        return splits.stream().mapToLong(SplitLoad::rows).sum();
    }

    long bytes() {
        return splits.stream().mapToLong(SplitLoad::bytes).sum();
    }

    LoadProgress progress(String table, long rowsEstimated, double seconds, RowFlow flow) {
        return new LoadProgress(
                table,
                rows(),
                rowsEstimated,
                bytes(),
                (rows() - rowsBefore) / seconds,
                (bytes() - bytesBefore) / seconds,
                flow.inFlight(),
                flow.limit(),
                flow.retried(),
                flow.away(),
                splits.stream().map(SplitLoad::progress).toList());
    }
}
