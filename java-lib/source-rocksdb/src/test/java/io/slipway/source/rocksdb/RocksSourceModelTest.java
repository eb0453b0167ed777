package io.slipway.source.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.Redo;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.testkit.TestClock;
import io.slipway.testkit.memory.Link;
import io.slipway.testkit.memory.MemorySource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs, restarts among them, run against RocksDB and against the test kit's source in memory: every answer must be the same.
 *
 * <p>Between two steps the clock moves by more than the stored ceiling of versions is ahead, so that both issue the same versions even
 * after a restart.
 */
class RocksSourceModelTest {

    private static final int STEPS = 400;
    private static final List<String> TABLES = List.of("alpha", "beta");
    private static final Duration TICK = Duration.ofSeconds(2);

    private final TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final MemorySource model = new MemorySource(new MemorySource.Disk(), clock, Link.DIRECT);
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<String, Integer> seen = new TreeMap<>();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void should_answer_as_the_model_does(long seed) {
        Random random = new Random(seed);
        SourceStore store = open();
        try {
            for (int step = 0; step < STEPS; step++) {
                clock.advance(TICK);
                if (random.nextInt(40) == 0) {
                    store.close();
                    store = open();
                    count("restart");
                }
                compare("seed " + seed + ", step " + step, store, random);
            }
        } finally {
            store.close();
        }
        System.out.println("seed " + seed + ": " + seen);
        assertThat(seen.keySet())
                .contains(
                        "restart",
                        "write SEALED",
                        "write STALE_EPOCH",
                        "fencedRead SEALED",
                        "frozenRead",
                        "apply",
                        "park");
    }

    private SourceStore open() {
        return RocksSource.open(RocksOptions.at(folder).withSync(false), clock);
    }

    private void compare(String where, SourceStore store, Random random) {
        String table = TABLES.get(random.nextInt(TABLES.size()));
        String name = operation(random);
        count(name);
        Function<SourceStore, CompletionStage<?>> call = call(name, table, random);
        Object expected = outcome(call.apply(model));
        assertThat(outcome(call.apply(store)))
                .as(where + ", " + name + " on " + table)
                .isEqualTo(expected);
        if (expected instanceof StoreException.Kind kind) {
            count(name + " " + kind);
        }
    }

    private static String operation(Random random) {
        String[] often = {"write", "write", "write", "write", "read", "scan", "fencedRead", "outbox", "confirm"};
        String[] rarely = {"snapshot", "status", "park", "parked", "state", "enrol", "admit", "frozenRead", "apply"};
        return switch (random.nextInt(40)) {
            case 0 -> "seal";
            case 1, 2 -> "unseal";
            default ->
                random.nextBoolean() ? often[random.nextInt(often.length)] : rarely[random.nextInt(rarely.length)];
        };
    }

    /** The operation with arguments that are drawn now, so that both stores get the same. */
    private Function<SourceStore, CompletionStage<?>> call(String name, String table, Random random) {
        TableEpoch at = caller(table, random);
        List<ByteString> keys = List.of(key(random), key(random), key(random));
        long epoch = epochs.getOrDefault(table, 1L);
        return switch (name) {
            case "write" -> {
                SourceBatch batch = batch(random);
                yield store -> store.write(batch);
            }
            case "read" -> store -> store.read(at, keys);
            case "scan" -> {
                KeyRange range = new KeyRange(keys.get(0), random.nextBoolean() ? keys.get(1) : null);
                int limit = 1 + random.nextInt(30);
                yield store -> store.scan(at, range, limit);
            }
            case "fencedRead" -> store -> store.fencedRead(table, keys);
            case "snapshot" -> {
                int parallelism = 1 + random.nextInt(5);
                yield store -> store.snapshot(table).thenApply(snapshot -> {
                    try (snapshot) {
                        return Snapshots.rows(snapshot, parallelism);
                    }
                });
            }
            case "outbox" -> {
                long after = random.nextBoolean() ? 0 : oldest(table);
                yield store -> store.outbox(table, after, 5).thenApply(Snapshots::sorted);
            }
            case "status" -> store -> store.outboxStatus(table);
            case "confirm" -> {
                List<OutboxEntry> entries = some(table, random, 8);
                yield store -> store.confirm(table, entries);
            }
            case "park" -> {
                List<OutboxEntry> entries = some(table, random, 1);
                yield store -> entries.isEmpty() ? store.state(table) : store.park(table, entries.get(0), "refused");
            }
            case "parked" -> store -> store.parked(table);
            case "state" -> store -> store.state(table);
            case "enrol" -> store -> store.enrol(table, epoch);
            case "admit" -> {
                epochs.put(table, epoch + 1);
                yield store -> store.admit(table, epoch, epoch + 1);
            }
            case "seal" -> store -> store.seal(table, epoch);
            case "unseal" -> {
                long above = micros() + 10_000_000;
                clock.advance(Duration.ofSeconds(10));
                yield store -> store.unseal(table, above);
            }
            case "frozenRead" -> store -> store.frozenRead(table, keys);
            case "apply" -> {
                List<VersionedWrite> writes = List.of(foreign(random), foreign(random));
                yield store -> store.applyAtVersion(table, writes);
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    private SourceBatch batch(Random random) {
        Map<String, SourceWrite> writes = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            String table = TABLES.get(random.nextInt(TABLES.size()));
            TableEpoch at = caller(table, random);
            ByteString key = key(random);
            writes.put(table + key.toStringUtf8(), new SourceWrite(at, key, mutation(random)));
        }
        List<Redo> redo =
                random.nextInt(10) == 0 ? List.of(new Redo(TABLES.get(random.nextInt(2)), foreign(random))) : List.of();
        return new SourceBatch(List.copyOf(writes.values()), redo);
    }

    /** Mostly the current epoch, sometimes one that is too old. */
    private TableEpoch caller(String table, Random random) {
        return new TableEpoch(table, epochs.getOrDefault(table, 1L) - (random.nextInt(8) == 0 ? 2 : 0));
    }

    private VersionedWrite foreign(Random random) {
        return new VersionedWrite(key(random), mutation(random), micros() + random.nextInt(8_000_000) - 4_000_000);
    }

    private Mutation mutation(Random random) {
        byte[] value = new byte[random.nextInt(60)];
        random.nextBytes(value);
        long expiry =
                random.nextInt(4) > 0 ? StoredValue.NEVER : clock.instant().getEpochSecond() + 1 + random.nextInt(60);
        return random.nextInt(3) == 0
                ? Mutation.delete()
                : Mutation.put(new StoredValue(ByteString.copyFrom(value), expiry));
    }

    private static ByteString key(Random random) {
        return ByteString.copyFromUtf8("key/" + random.nextInt(60));
    }

    private long micros() {
        return clock.instant().toEpochMilli() * 1_000;
    }

    private long oldest(String table) {
        return model.outboxStatus(table).toCompletableFuture().join().oldestVersion();
    }

    private List<OutboxEntry> some(String table, Random random, int most) {
        List<OutboxEntry> entries = new ArrayList<>(
                model.outbox(table, 0, most).toCompletableFuture().join());
        entries.removeIf(entry -> random.nextInt(4) == 0);
        return entries;
    }

    private void count(String name) {
        seen.merge(name, 1, Integer::sum);
    }

    /** What the call answered, or the kind of its refusal. */
    private static Object outcome(CompletionStage<?> call) {
        try {
            Object answer = call.toCompletableFuture().join();
            return answer == null ? "done" : answer;
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException refused) {
                return refused.kind();
            }
            throw e;
        }
    }
}
