package io.slipway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.demo.traffic.LoadRanges;
import io.slipway.migrate.load.LoadProgress;
import io.slipway.spi.KeyRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadTrackerTest {
    private static final ByteString A = ByteString.copyFromUtf8("a");
    private static final ByteString M = ByteString.copyFromUtf8("m");
    private static final ByteString Z = ByteString.copyFromUtf8("z");
    private static final KeyRange BEFORE_M = new KeyRange(ByteString.EMPTY, M);
    private static final KeyRange FROM_M = new KeyRange(M, null);

    private final LoadRanges ranges = new LoadRanges();
    private final List<List<KeyRange>> told = new ArrayList<>();
    private final LoadTracker tracker = new LoadTracker((table, underWay) -> {
        ranges.set(table, underWay);
        told.add(underWay);
    });

    @Test
    void should_know_the_keys_of_splits_under_way() {
        tracker.progress(progress(split(BEFORE_M, BEFORE_M, false), split(FROM_M, null, false)));

        assertThat(ranges.loading("t")).isTrue();
        assertThat(ranges.loading("t", A)).isTrue();
        assertThat(ranges.loading("t", M)).as("not begun").isFalse();
        assertThat(ranges.loading("u", A)).as("another table").isFalse();
    }

    @Test
    void should_forget_a_split_that_is_done_and_a_load_that_has_ended() {
        tracker.progress(progress(split(BEFORE_M, null, true), split(FROM_M, FROM_M, false)));
        assertThat(ranges.loading("t", A)).isFalse();
        assertThat(ranges.loading("t", Z)).isTrue();

        tracker.ended("t");
        assertThat(ranges.loading("t")).isFalse();
        assertThat(ranges.loading("t", Z)).isFalse();
        assertThat(tracker.of("t")).isNull();
    }

    @Test
    void should_tell_only_what_has_changed() {
        tracker.progress(progress(split(BEFORE_M, BEFORE_M, false)));
        tracker.progress(progress(split(BEFORE_M, BEFORE_M.behind(A), false)));
        tracker.ended("t");

        assertThat(told).containsExactly(List.of(BEFORE_M), List.of());
    }

    private static LoadProgress.Split split(KeyRange range, @Nullable KeyRange loading, boolean done) {
        return new LoadProgress.Split(range, loading, done);
    }

    private static LoadProgress progress(LoadProgress.Split... splits) {
        return new LoadProgress("t", 0, 0, 0, 0, 0, 0, 0, 0, false, List.of(splits));
    }
}
