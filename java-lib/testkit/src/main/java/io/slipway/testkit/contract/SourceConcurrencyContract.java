package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.FencedRead;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The part of the suite about threads: what is promised in one atomic step holds while others write. */
abstract class SourceConcurrencyContract extends SourceDataContract {

    private static final int WRITERS = 3;
    private static final int WRITES = 300;
    private static final int READS = 150;

    /** The value that each version wrote to the key {@code hot}, as the receipts say. */
    private final NavigableMap<Long, String> written = new ConcurrentSkipListMap<>();

    @Test
    void should_order_fenced_reads_among_concurrent_writes() throws Exception {
        List<FencedRead> reads = new CopyOnWriteArrayList<>();
        whileOthersWrite(() -> {
            for (int i = 0; i < READS; i++) {
                reads.add(answer(source.fencedRead(REPORTS, keys("hot"))));
            }
            return null;
        });

        assertThat(reads).allSatisfy(read -> assertThat(read.found()).isEqualTo(expectedAt(read.version())));
        assertThat(reads).extracting(FencedRead::version).isSorted().doesNotHaveDuplicates();
        assertThat(written).hasSize(WRITERS * WRITES).doesNotContainKeys(versionsOf(reads));
    }

    @Test
    void should_order_snapshots_among_concurrent_writes() throws Exception {
        if (!source.capabilities().consistentSnapshot()) {
            return;
        }
        whileOthersWrite(() -> {
            for (int i = 0; i < READS / 10; i++) {
                try (SourceSnapshot snapshot = answer(source.snapshot(REPORTS))) {
                    SnapshotRows.pages(snapshot, 1, 100, page -> observed(page.version(), page.rows()));
                }
            }
            return null;
        });

        snapshots.forEach((version, rows) -> assertThat(rows).isEqualTo(expectedAt(version)));
        assertThat(snapshots).hasSize(READS / 10);
    }

    @Test
    void should_log_every_concurrent_write_once() throws Exception {
        enrol();
        whileOthersWrite(() -> null);

        assertThat(outboxVersions()).containsExactlyElementsOf(written.keySet());
        assertThat(read("hot")).isEqualTo(values("hot", written.lastEntry().getValue()));
    }

    private final Map<Long, Map<ByteString, StoredValue>> snapshots = new ConcurrentSkipListMap<>();

    private void observed(long version, List<KeyedValue> rows) {
        snapshots.put(
                version,
                rows.isEmpty()
                        ? Map.of()
                        : Map.of(rows.get(0).key(), rows.get(0).stored()));
    }

    private Map<ByteString, StoredValue> expectedAt(long version) {
        Map.Entry<Long, String> newest = written.lowerEntry(version);
        return newest == null ? Map.of() : values("hot", newest.getValue());
    }

    private List<Long> outboxVersions() {
        return answer(source.outbox(REPORTS, 0, 10 * WRITERS * WRITES)).stream()
                .map(OutboxEntry::version)
                .toList();
    }

    private static Long[] versionsOf(List<FencedRead> reads) {
        return reads.stream().map(FencedRead::version).toArray(Long[]::new);
    }

    private void whileOthersWrite(Callable<Void> reader) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        try {
            List<Callable<Void>> all = new ArrayList<>(IntStream.range(0, WRITERS)
                    .<Callable<Void>>mapToObj(writer -> () -> writeAll(writer))
                    .toList());
            all.add(reader);
            for (Future<Void> done : threads.invokeAll(all)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void writeAll(int writer) {
        for (int i = 0; i < WRITES; i++) {
            String value = writer + ":" + i;
            written.put(put("hot", value), value);
        }
        return null;
    }
}
