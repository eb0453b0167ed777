package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.spi.Waiting;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.audit.AuditEntry;
import io.slipway.spi.audit.AuditEntry.KeyLabel;
import io.slipway.spi.audit.AuditLog;
import io.slipway.spi.audit.AuditQuery;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.CqlTargetStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The audit log on a real server. */
@OnCassandra
class AuditLogIT {

    private static final String TABLE = "samples";
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final Duration KEEP = Duration.ofDays(7);

    private final CassandraCluster cluster;

    AuditLogIT(CassandraCluster cluster) {
        this.cluster = cluster;
    }

    private CqlTargetStore connect(Keyspace keyspace) {
        return Waiting.on(CqlTargetStore.connect(
                CqlConfig.builder()
                        .contactPoints(cluster.contactPoints())
                        .localDatacenter(cluster.datacenter())
                        .keyspace(keyspace.name())
                        .build(),
                InstantSource.system()));
    }

    private AuditEntry entry(int i, Duration ago, String service) {
        return new AuditEntry(
                now.minus(ago),
                TABLE,
                i % 2 == 0 ? AuditEntry.Kind.EARLY_APPLY : AuditEntry.Kind.MISMATCH,
                service,
                service + "-1",
                new KeyLabel("key" + i, 6, "00ff"),
                "SLIPWAY-3002",
                "no node answers",
                i,
                2L * i,
                "aa",
                "");
    }

    @Test
    void should_answer_by_table_time_and_service_newest_first(Keyspace keyspace) {
        try (CqlTargetStore store = connect(keyspace)) {
            AuditLog log = store.audit();
            assertThat(Waiting.on(log.query(new AuditQuery(TABLE, now.minus(KEEP), null, 10))))
                    .as("before anything was prepared")
                    .isEmpty();
            Waiting.on(store.prepare(TableSpec.of(TABLE, Layout.hash())));
            AuditEntry latest = entry(1, Duration.ZERO, "reports");
            AuditEntry hour = entry(2, Duration.ofHours(1), "delivery");
            AuditEntry day = entry(3, Duration.ofHours(25), "reports");
            AuditEntry days = entry(4, Duration.ofDays(3), "reports");
            Waiting.on(log.append(List.of(day, latest, days, hour), KEEP));
            Waiting.on(log.append(List.of(latest, hour), KEEP));

            assertThat(found(log, Duration.ofDays(6), null, 10)).containsExactly(latest, hour, day, days);
            assertThat(found(log, Duration.ofDays(6), null, 2)).containsExactly(latest, hour);
            assertThat(found(log, Duration.ofDays(2), "reports", 10)).containsExactly(latest, day);
            assertThat(found(log, Duration.ofMinutes(30), null, 10)).containsExactly(latest);
            assertThat(Waiting.on(log.query(new AuditQuery("other", now.minus(KEEP), null, 10))))
                    .isEmpty();
        }
    }

    @Test
    void should_page_through_many_entries_and_let_each_expire(Keyspace keyspace, CqlSession session) {
        try (CqlTargetStore store = connect(keyspace)) {
            Waiting.on(store.prepare(TableSpec.of(TABLE, Layout.hash())));
            List<AuditEntry> many = IntStream.range(0, 1_200)
                    .mapToObj(i -> entry(i, Duration.ofMillis(i), i % 100 == 0 ? "rare" : "common"))
                    .toList();
            for (int from = 0; from < many.size(); from += 100) {
                Waiting.on(store.audit().append(many.subList(from, from + 100), KEEP));
            }
            assertThat(found(store.audit(), Duration.ofHours(1), null, 5_000)).containsExactlyElementsOf(many);
            assertThat(found(store.audit(), Duration.ofHours(1), "rare", 5_000)).hasSize(12);

            Row row = session.execute("SELECT ttl(kind), writetime(kind), at FROM " + keyspace.table("slipway_failures")
                            + " LIMIT 1")
                    .one();
            assertThat(row.getInt("ttl(kind)")).isBetween(600_000, (int) KEEP.toSeconds());
            assertThat(row.getLong("writetime(kind)"))
                    .isEqualTo(row.getInstant("at").toEpochMilli() * 1_000);
        }
    }

    private List<AuditEntry> found(AuditLog log, Duration back, String service, int limit) {
        return Waiting.on(log.query(new AuditQuery(TABLE, now.minus(back), service, limit)));
    }
}
