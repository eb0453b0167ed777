package io.slipway.it;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvErrorCategory;
import io.slipway.kv.KvException;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanRange;
import io.slipway.spi.Layout;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * What services do to one table: {@value #LANES} lanes of keys, each worked by one caller at a time, with puts, deletes, expiring and
 * large values, and reads whose answers are checked against the ledger. Beside them lie cold rows that nobody touches once they are
 * filled in.
 */
final class Workload {
    static final int LANES = 256;

    private static final int KEYS = 6;
    private static final int LARGE_BYTES = (1 << 20) + 4_321;
    private static final int LARGE_ONE_IN = 400;
    private static final int HOUR_S = 3_600;

    /** A call that failed. */
    record Failure(boolean write, KvException exception) {}

    private final TableSpec spec;
    private final int coldRows;
    private final List<Random> lanes;
    private final Ledger ledger = new Ledger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger deletes = new AtomicInteger();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrongReads = new ConcurrentLinkedQueue<>();

    Workload(String table, String layout, int coldRows, long seed) {
        this.spec = TableSpec.of(table, Layout.parse(layout));
        this.coldRows = coldRows;
        this.lanes = IntStream.range(0, LANES)
                .mapToObj(lane -> new Random(seed + 31L * table.hashCode() + lane))
                .toList();
    }

    TableSpec spec() {
        return spec;
    }

    /** The table's first record, as an operator describes it. */
    TableConfig first() {
        return new TableConfig(spec, Phase.SOURCE, 1, 0, WritePolicy.BACKGROUND, 1.0, 0, "test", "test", Instant.EPOCH);
    }

    Ledger ledger() {
        return ledger;
    }

    /** Calls that were answered well. */
    int answered() {
        return answered.get();
    }

    /** Deletes that were answered well. */
    int deletes() {
        return deletes.get();
    }

    Queue<Failure> failures() {
        return failures;
    }

    /** Reads whose answers contradict what was acknowledged before. */
    Queue<String> wrongReads() {
        return wrongReads;
    }

    /** Puts what is there before the migration: every key of the lanes, cold rows, and among them large and expiring ones. */
    void fill(KvTable table) {
        Map<ByteString, ByteString> batch = new HashMap<>();
        for (int lane = 0; lane < LANES; lane++) {
            for (int key = 0; key < KEYS; key++) {
                batch.put(key(lane, key), value(lanes.get(lane)));
            }
        }
        for (int cold = 0; cold < coldRows; cold++) {
            batch.put(coldKey(cold), value(lanes.get(0)));
        }
        table.putMany(batch, PutOptions.none());
        batch.forEach((key, value) -> ledger.acknowledged(key, Optional.of(StoredValue.lasting(value))));
        fill(table, "cold/large", large(lanes.get(0)), StoredValue.NEVER);
        long second = Instant.now().getEpochSecond();
        fill(table, "cold/hour", value(lanes.get(0)), second + HOUR_S);
        fill(table, "cold/large-hour", large(lanes.get(0)), second + HOUR_S);
        fill(table, "cold/seconds", value(lanes.get(0)), second + 5);
        fill(table, "cold/empty", ByteString.EMPTY, StoredValue.NEVER);
    }

    private void fill(KvTable table, String name, ByteString value, long expirySecond) {
        ByteString key = ByteString.copyFromUtf8(name);
        table.put(key, value, options(expirySecond));
        ledger.acknowledged(key, Optional.of(new StoredValue(value, expirySecond)));
    }

    /** The lane's next call. Completes when it was answered, well or not; never fails. */
    CompletionStage<?> step(int lane, KvTable table) {
        Random random = lanes.get(lane);
        ByteString key = key(lane, random.nextInt(KEYS));
        int dice = random.nextInt(100);
        if (dice < 45) {
            ByteString value = random.nextInt(LARGE_ONE_IN) == 0 ? large(random) : value(random);
            return write(key, Optional.of(StoredValue.lasting(value)), table.putAsync(key, value));
        }
        if (dice < 55) {
            StoredValue value =
                    new StoredValue(value(random), Instant.now().getEpochSecond() + HOUR_S + random.nextInt(HOUR_S));
            return write(key, Optional.of(value), table.putAsync(key, value.value(), options(value.expirySecond())));
        }
        if (dice < 70) {
            return write(key, Optional.empty(), table.deleteAsync(key));
        }
        return dice < 95 || spec.layout() instanceof Layout.Hash ? read(key, table) : scan(lane, table);
    }

    private CompletionStage<?> write(ByteString key, Optional<StoredValue> state, CompletionStage<Void> call) {
        return call.handle((done, thrown) -> {
            if (thrown == null) {
                ledger.acknowledged(key, state);
                answered.incrementAndGet();
                if (state.isEmpty()) {
                    deletes.incrementAndGet();
                }
            } else {
                KvException failure = failed(true, thrown);
                if (failure.maybeApplied()) {
                    ledger.unknown(key, state);
                }
            }
            return null;
        });
    }

    private CompletionStage<?> read(ByteString key, KvTable table) {
        return table.getAsync(key).handle((value, thrown) -> {
            if (thrown != null) {
                failed(false, thrown);
                return null;
            }
            answered.incrementAndGet();
            if (!ledger.allows(key, value)) {
                wrongReads.add("get " + key.toStringUtf8() + " of " + spec.name() + " gave "
                        + value.map(bytes -> bytes.size() + " bytes #" + Integer.toHexString(bytes.hashCode())));
            }
            return null;
        });
    }

    private CompletionStage<?> scan(int lane, KvTable table) {
        return table.scanAsync(ScanRange.prefix(prefix(lane))).handle((page, thrown) -> {
            if (thrown != null) {
                failed(false, thrown);
                return null;
            }
            answered.incrementAndGet();
            Map<ByteString, ByteString> found = new HashMap<>();
            for (KvEntry entry : page.entries()) {
                found.put(entry.key(), entry.value());
            }
            for (int i = 0; i < KEYS; i++) {
                ByteString key = key(lane, i);
                if (!ledger.allows(key, Optional.ofNullable(found.get(key)))) {
                    wrongReads.add("scan of " + spec.name() + " was wrong on " + key.toStringUtf8());
                }
            }
            return null;
        });
    }

    private KvException failed(boolean write, Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        KvException failure = (KvException) cause;
        failures.add(new Failure(write, failure));
        return failure;
    }

    /** How many failed reads or writes are of that category. */
    long failures(boolean write, KvErrorCategory category) {
        return failures.stream()
                .filter(failure ->
                        failure.write() == write && failure.exception().code().category() == category)
                .count();
    }

    private static PutOptions options(long expirySecond) {
        return expirySecond == StoredValue.NEVER
                ? PutOptions.none()
                : PutOptions.expiresAt(Instant.ofEpochSecond(expirySecond));
    }

    /** The keys of rows that stay as they are. */
    List<ByteString> coldKeys() {
        return IntStream.range(0, coldRows).mapToObj(Workload::coldKey).toList();
    }

    /** The value of a row that stays as it is. */
    ByteString coldValue(ByteString key) {
        return ledger.possible(key).iterator().next().orElseThrow().value();
    }

    private static ByteString coldKey(int row) {
        return ByteString.copyFromUtf8("cold" + row % 40 + "/" + row);
    }

    private static ByteString prefix(int lane) {
        return ByteString.copyFromUtf8("lane" + lane + "/");
    }

    private static ByteString key(int lane, int key) {
        return prefix(lane).concat(ByteString.copyFromUtf8("k" + key));
    }

    private static ByteString value(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private static ByteString large(Random random) {
        byte[] bytes = new byte[LARGE_BYTES];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }
}
