package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.migrate.validate.Difference;
import io.slipway.migrate.validate.ValidationReport;
import io.slipway.migrate.validate.ValidationScope;
import io.slipway.spi.config.Stage;
import io.slipway.target.cql.layout.KeyColumns;
import io.slipway.target.cql.layout.KeyLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences planted at the target by plain CQL are counted exactly, class by class, while callers write; and mended. */
@OnCassandra
class ValidationIT {
    private static final int COLD_ROWS = 1_500;
    private static final int EACH_MAX = 40;
    /** Format 1, one chunk, one byte, and a hash: but there is no such chunk. */
    private static final String HEAD_OF_NOTHING = "0x01" + "00000001" + "0000000000000001" + "00".repeat(16);

    private static final String WHERE = " WHERE p = ? AND bucket = ? AND c = ?";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Workload workload = new Workload("reports", "bucketed(prefix(until 0x2f), 8)", COLD_ROWS, seed);
    private final List<Workload> workloads = List.of(workload);

    @TempDir
    Path folder;

    @Test
    void should_count_planted_differences_exactly_and_mend_them(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) {
        System.out.println("seed " + seed);
        Service.fill(folder, workloads);
        try (Service service = new Service(Service.config(folder, cluster, keyspace))) {
            service.importTables(workloads);
            try (Traffic traffic = Traffic.start(service.store(), workloads)) {
                service.bring("reports", Stage.AUDIT);
                Map<Difference.Kind, Long> planted = plant(session, keyspace.table("reports"));
                System.out.println("planted " + planted);

                ValidationReport found = service.validate("reports", ValidationScope.WHOLE);
                assertThat(found.differences()).containsExactlyInAnyOrderEntriesOf(planted);
                assertThat(found.repaired()).isZero();
                assertThat(found.complete()).isTrue();

                ValidationReport mended = service.validate("reports", ValidationScope.WHOLE.repairing());
                assertThat(mended.differences()).containsExactlyInAnyOrderEntriesOf(planted);
                assertThat(mended.left()).isZero();

                ValidationReport after = service.validate("reports", ValidationScope.WHOLE);
                assertThat(after.left()).as(after.toString()).isZero();
                assertThat(after.repaired()).isZero();
                assertThat(after.comparisons()).isGreaterThan(COLD_ROWS);
                traffic.awaitAnswers(1);
            }
            service.awaitEmptyOutbox("reports");
            assertThat(workload.failures()).isEmpty();
        }
        assertThat(workload.ledger()
                        .contradictions(new TargetTruth(session, keyspace).rows(workload.spec()), Instant.now()))
                .isEmpty();
    }

    /** Plants as many of each kind as the seed says, each at a cold key of its own, and answers how many. */
    private Map<Difference.Kind, Long> plant(CqlSession session, String table) {
        List<ByteString> keys = new ArrayList<>(workload.coldKeys());
        Collections.shuffle(keys, random);
        Map<Difference.Kind, Long> planted = new EnumMap<>(Difference.Kind.class);
        for (Difference.Kind kind : Difference.Kind.values()) {
            int count = 1 + random.nextInt(EACH_MAX);
            planted.put(kind, (long) count);
            for (int i = 0; i < count; i++) {
                plant(session, table, kind, keys.remove(keys.size() - 1), i);
            }
        }
        return planted;
    }

    private void plant(CqlSession session, String table, Difference.Kind kind, ByteString key, int number) {
        long version = Duration.between(Instant.EPOCH, Instant.now()).toNanos() / 1_000;
        switch (kind) {
            case MISSING -> session.execute("DELETE FROM " + table + " USING TIMESTAMP " + version + WHERE, at(key));
            case EXTRA ->
                session.execute(
                        "UPDATE " + table + " USING TIMESTAMP " + version + " SET value = 0x01" + WHERE,
                        at(ByteString.copyFromUtf8("extra/" + number)));
            case VALUE ->
                session.execute(
                        "UPDATE " + table + " USING TIMESTAMP " + version + " SET value = 0x5eed5eed" + WHERE, at(key));
            case UNREADABLE ->
                session.execute(
                        "UPDATE " + table + " USING TIMESTAMP " + version + " SET head = " + HEAD_OF_NOTHING + WHERE,
                        at(key));
            case EXPIRY -> {
                ByteBuffer value = workload.coldValue(key).asReadOnlyByteBuffer();
                session.execute(
                        "UPDATE " + table + " USING TIMESTAMP " + version + " AND TTL 7200 SET value = ?" + WHERE,
                        value,
                        at(key)[0],
                        at(key)[1],
                        at(key)[2]);
            }
        }
    }

    private Object[] at(ByteString key) {
        KeyColumns columns = KeyLayout.of(workload.spec().layout()).columns(key);
        return new Object[] {
            columns.partition().asReadOnlyByteBuffer(),
            columns.bucket(),
            columns.rest().asReadOnlyByteBuffer()
        };
    }
}
