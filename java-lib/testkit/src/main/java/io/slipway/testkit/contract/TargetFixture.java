package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.spi.KeyedValue;
import io.slipway.spi.Layout;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.TableSpec;
import io.slipway.spi.VersionedValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.target.TargetPage;
import io.slipway.spi.target.TargetSplit;
import io.slipway.spi.target.TargetStore;
import io.slipway.spi.target.TargetTable;
import io.slipway.spi.target.TargetWrite;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;

/** What every test of a target needs: an open store, a table, keys that no other test uses, and short forms of the calls. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TargetFixture {

    static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** The suite's versions lie years back, and a store may refuse versions older than the tombstones that it keeps. */
    private static final int GRACE_SECONDS = 630_000_000;

    @SuppressWarnings("NullAway.Init")
    TargetStore store;

    @SuppressWarnings("NullAway.Init")
    TargetTable table;

    private String keyPrefix = "";
    private int tables;

    /** Opens the store. Called once for all tests of the class. */
    protected abstract TargetStore open();

    /**
     * The layout that the class tests: {@code hash}, {@code prefix(until 0x2f)}, {@code prefix(length 5)}, or one of the latter two {@code
     * bucketed}. The suite's keys fit each of them.
     */
    protected abstract Layout layout();

    /** The time by which the store lets values expire. */
    protected abstract Instant now();

    /** Returns when {@link #now} has reached {@code instant}, a few seconds ahead at most. */
    protected abstract void awaitTime(Instant instant);

    /** The most bytes that the store keeps in one piece. */
    protected abstract int chunkBytes();

    /** Leaves behind what a process leaves that died in {@code applyAtomically}, right after the group had become durable. */
    protected abstract void dieInBatch(TargetStore store, List<TargetWrite> writes);

    @BeforeAll
    void openStore() {
        store = open();
        table = freshTable();
    }

    @AfterAll
    void closeStore() {
        store.close();
    }

    @BeforeEach
    void takeKeys(TestInfo test) {
        keyPrefix = Integer.toHexString(test.getDisplayName().hashCode()) + "-";
    }

    /** A table that no other test has written to. */
    TargetTable freshTable() {
        String name = "contract_" + layoutName() + "_" + tables++;
        TableSpec spec = new TableSpec(name, name, layout(), KvBounds.VALUE_BYTES_MAX_DEFAULT, GRACE_SECONDS);
        answer(store.prepare(spec));
        return answer(store.open(spec));
    }

    private String layoutName() {
        return layout().text().replaceAll("[^a-z0-9]+", "_").replaceAll("_$", "");
    }

    /** A key of this test alone, in the form {@code entity/rest} that every layout can hold. */
    ByteString key(String rest) {
        return bytes(keyPrefix + "/" + rest);
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static ByteString random(int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    static VersionedWrite putting(ByteString key, ByteString value, long version) {
        return new VersionedWrite(key, Mutation.put(StoredValue.lasting(value)), version);
    }

    static VersionedWrite deleting(ByteString key, long version) {
        return new VersionedWrite(key, Mutation.delete(), version);
    }

    /** A put whose value expires {@code seconds} from now; negative for the past. */
    VersionedWrite expiring(ByteString key, String value, long seconds, long version) {
        return new VersionedWrite(
                key, Mutation.put(new StoredValue(bytes(value), now().getEpochSecond() + seconds)), version);
    }

    void apply(VersionedWrite... writes) {
        for (VersionedWrite write : writes) {
            answer(table.apply(write, TIMEOUT));
        }
    }

    Optional<VersionedValue> read(ByteString key) {
        return answer(table.read(key, TIMEOUT));
    }

    Map<ByteString, VersionedValue> readMany(List<ByteString> keys) {
        return answer(table.readMany(keys, TIMEOUT));
    }

    static VersionedValue lasting(ByteString value, long version) {
        return new VersionedValue(StoredValue.lasting(value), version);
    }

    /** Every row of every split, page by page. */
    static List<KeyedValue> scanAll(TargetTable table, int parallelism, int limit) {
        List<KeyedValue> rows = new ArrayList<>();
        for (TargetSplit split : table.splits(parallelism)) {
            @Nullable ByteString resume = null;
            do {
                TargetPage page = answer(table.scanAll(split, resume, limit, TIMEOUT));
                rows.addAll(page.rows());
                resume = page.resume();
            } while (resume != null);
        }
        return rows;
    }

    static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<T> others = new ArrayList<>(items);
            T first = others.remove(i);
            for (List<T> rest : permutations(others)) {
                List<T> permutation = new ArrayList<>(List.of(first));
                permutation.addAll(rest);
                all.add(permutation);
            }
        }
        return all;
    }
}
