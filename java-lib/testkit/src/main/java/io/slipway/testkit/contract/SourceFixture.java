package io.slipway.testkit.contract;

import static io.slipway.testkit.contract.Answers.answer;

import com.google.protobuf.ByteString;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.OutboxEntry;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import io.slipway.spi.source.WriteReceipt;
import io.slipway.testkit.TestClock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every test of a source needs: an open store, its clock, and short forms of the calls. */
abstract class SourceFixture {

    static final String REPORTS = "reports";
    static final String SIGHTINGS = "sightings";
    static final Set<String> TABLES = Set.of(REPORTS, SIGHTINGS);

    /** The epoch by which tests act unless they say otherwise. */
    static final long EPOCH = 7;

    @SuppressWarnings("NullAway.Init")
    TestClock clock;

    @SuppressWarnings("NullAway.Init")
    SourceStore source;

    /**
     * Opens this test's store, empty at the first call. Called again after the store was closed, with the same tables, it opens what was
     * there before.
     *
     * @param tables the tables that the suite uses
     * @param clock the only clock that the store may read
     */
    protected abstract SourceStore open(Set<String> tables, InstantSource clock);

    @BeforeEach
    void openStore() {
        clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"));
        source = open(TABLES, clock);
    }

    @AfterEach
    void closeStore() {
        source.close();
    }

    void restart() {
        source.close();
        source = open(TABLES, clock);
    }

    static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    static TableEpoch at(String table, long epoch) {
        return new TableEpoch(table, epoch);
    }

    static SourceWrite putting(String table, String key, String value) {
        return new SourceWrite(at(table, EPOCH), bytes(key), Mutation.put(StoredValue.lasting(bytes(value))));
    }

    static SourceWrite deleting(String table, String key) {
        return new SourceWrite(at(table, EPOCH), bytes(key), Mutation.delete());
    }

    StoredValue expiringIn(String value, long seconds) {
        return new StoredValue(bytes(value), clock.instant().getEpochSecond() + seconds);
    }

    WriteReceipt write(SourceWrite... writes) {
        return answer(source.write(new SourceBatch(List.of(writes), List.of())));
    }

    long put(String key, String value) {
        return write(putting(REPORTS, key, value)).version();
    }

    long delete(String key) {
        return write(deleting(REPORTS, key)).version();
    }

    Map<ByteString, StoredValue> read(String... keys) {
        return answer(source.read(at(REPORTS, EPOCH), keys(keys)));
    }

    List<OutboxEntry> outbox() {
        return answer(source.outbox(REPORTS, 0, 1_000));
    }

    void enrol() {
        answer(source.enrol(REPORTS, EPOCH));
    }

    void sealReports() {
        answer(source.seal(REPORTS, EPOCH));
    }

    static List<ByteString> keys(String... keys) {
        return Arrays.stream(keys).map(SourceFixture::bytes).toList();
    }

    static Map<ByteString, StoredValue> values(String... keysAndValues) {
        Map<ByteString, StoredValue> values = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(bytes(keysAndValues[i]), StoredValue.lasting(bytes(keysAndValues[i + 1])));
        }
        return values;
    }
}
