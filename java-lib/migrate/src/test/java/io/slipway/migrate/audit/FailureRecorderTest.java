package io.slipway.migrate.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;
import io.slipway.migrate.fake.VirtualTime;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.audit.AuditEntry;
import io.slipway.spi.audit.AuditLog;
import io.slipway.spi.audit.AuditQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureRecorderTest {

    private static final String TABLE = "reports";
    private final StoreException away =
            new StoreException(StoreException.Kind.UNAVAILABLE, KvErrorCode.TARGET_UNAVAILABLE, "no node answers");
    private final StoreException refused =
            new StoreException(StoreException.Kind.REJECTED, KvErrorCode.CREDENTIALS, "no grant");
    private static final Duration LONG = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime(1);
    private final Counters counters = new Counters();
    private final Log log = new Log();
    private final FailureSettings settings =
            new FailureSettings(5, 2, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofDays(1));
    private final FailureRecorder recorder = new FailureRecorder(time, log, counters, "service", "process-1", settings);

    private static final class Log implements AuditLog {

        final List<AuditEntry> kept = new ArrayList<>();
        final List<Integer> batches = new ArrayList<>();

        @Nullable
        StoreException failure;

        @Override
        public CompletionStage<Void> append(List<AuditEntry> entries, Duration keep) {
            batches.add(entries.size());
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            kept.addAll(entries);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<List<AuditEntry>> query(AuditQuery query) {
            return CompletableFuture.completedFuture(kept);
        }
    }

    private void fail(int i) {
        StoredValue value = StoredValue.lasting(ByteString.copyFromUtf8("secret value " + i));
        recorder.earlyApplyFailed(
                TABLE, new VersionedWrite(ByteString.copyFromUtf8("key" + i), Mutation.put(value), 1_000 + i), away);
    }

    @Test
    void should_say_who_failed_with_what_and_never_the_value() {
        fail(1);
        time.pass(LONG);

        assertThat(log.kept).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(AuditEntry.Kind.EARLY_APPLY);
            assertThat(entry.table()).isEqualTo(TABLE);
            assertThat(entry.service()).isEqualTo("service");
            assertThat(entry.process()).isEqualTo("process-1");
            assertThat(entry.key().prefix()).isEqualTo("key1");
            assertThat(entry.key().bytes()).isEqualTo(4);
            assertThat(entry.code()).isEqualTo("SLIPWAY-3002");
            assertThat(entry.sourceVersion()).isEqualTo(1_001);
            assertThat(entry.sourceHash()).hasSize(32);
            assertThat(entry.toString()).doesNotContain("secret");
        });
        assertThat(counters.get(TABLE, Count.FAILURES_RECORDED)).isEqualTo(1);
    }

    @Test
    void should_write_in_batches_with_pauses_between() {
        for (int i = 0; i < 5; i++) {
            fail(i);
        }
        assertThat(log.batches).isEmpty();
        time.pass(Duration.ofMillis(150));
        assertThat(log.batches).containsExactly(2);
        time.pass(LONG);
        assertThat(log.batches).containsExactly(2, 2, 1);
    }

    @Test
    void should_keep_a_bounded_number_while_the_log_is_away_and_count_the_rest() {
        log.failure = away;
        for (int i = 0; i < 8; i++) {
            fail(i);
        }
        time.pass(LONG);
        assertThat(log.kept).isEmpty();
        log.failure = null;
        time.pass(LONG);

        assertThat(log.kept)
                .extracting(entry -> entry.key().prefix())
                .containsExactly("key0", "key1", "key2", "key3", "key4");
        assertThat(counters.get(TABLE, Count.FAILURES_DROPPED)).isEqualTo(3);
        assertThat(counters.get(TABLE, Count.FAILURES_RECORDED)).isEqualTo(5);
    }

    @Test
    void should_drop_and_count_what_the_log_refuses() {
        log.failure = refused;
        fail(1);
        time.pass(LONG);
        log.failure = null;
        time.pass(LONG);

        assertThat(log.kept).isEmpty();
        assertThat(counters.get(TABLE, Count.FAILURES_DROPPED)).isEqualTo(1);
    }

    @Test
    void should_record_mismatches_with_both_hashes() {
        recorder.mismatch(
                new Mismatch(TABLE, ByteString.copyFromUtf8("k"), Difference.VALUE, "aa", "bb", 7, time.now()));
        time.run(recorder.flush());

        assertThat(log.kept).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(AuditEntry.Kind.MISMATCH);
            assertThat(entry.detail()).isEqualTo("value");
            assertThat(entry.sourceHash()).isEqualTo("aa");
            assertThat(entry.targetHash()).isEqualTo("bb");
            assertThat(entry.targetVersion()).isEqualTo(7);
        });
    }

    @Test
    void should_write_nothing_more_once_stopped() {
        recorder.stop();
        fail(1);
        time.pass(LONG);
        assertThat(log.batches).isEmpty();
    }
}
