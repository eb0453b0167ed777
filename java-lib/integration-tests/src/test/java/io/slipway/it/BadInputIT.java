package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators get wrong, from the files they write to the order they ask for: each a clear message, and nothing changed. */
@OnCassandra
class BadInputIT {
    private static final String TABLE = "reports";

    @TempDir
    Path folder;

    @Test
    void should_refuse_a_malformed_description_of_tables(CassandraCluster cluster, Keyspace keyspace)
            throws IOException {
        try (Service service = new Service(Service.config(folder, cluster, keyspace))) {
            assertImportRefused(service, "tables: [{name: reports, layout: hash", "tables.yaml");
            assertImportRefused(service, "tables: [{name: reports, layot: hash}]", "layot", "layout");
            assertImportRefused(service, "tables: [{name: reports, layout: ring}]", "ring");
            assertImportRefused(service, "tables: [{name: Reports, layout: hash}]", "Reports");
            assertImportRefused(
                    service,
                    "tables: [{name: reports, layout: hash}, {name: sightings, layout: hash, target: reports}]",
                    "described twice");
            assertThat(Waiting.on(service.operator().tables())).isEmpty();
        }
    }

    @Test
    void should_refuse_wrong_settings_before_anything_is_opened(CassandraCluster cluster, Keyspace keyspace)
            throws IOException {
        Path malformed = Files.writeString(folder.resolve("malformed.yaml"), "source: [rocksdb");
        Path unknown = Files.writeString(folder.resolve("unknown.yaml"), "target: {cql: {keyspase: slipway}}");
        KvConfig good = Service.config(folder, cluster, keyspace);

        assertFails(() -> new Service(KvConfig.file(malformed)), KvErrorCode.CONFIG, "malformed.yaml");
        assertFails(() -> new Service(KvConfig.file(unknown)), KvErrorCode.CONFIG, "keyspase", "target.cql.keyspace");
        assertFails(() -> new Service(good.with("deadline", "5")), KvErrorCode.CONFIG, "deadline");
        assertFails(
                () -> new Service(good.with("target.cql.contact-points", "here:port")),
                KvErrorCode.CONFIG,
                "here:port");
        assertThat(folder.resolve("old")).doesNotExist();
    }

    @Test
    void should_refuse_moves_that_do_not_exist_or_are_not_due(CassandraCluster cluster, Keyspace keyspace)
            throws IOException {
        try (Service service = enrolled(cluster, keyspace)) {
            long epoch = Waiting.on(service.operator().status(TABLE)).record().epoch();

            assertFails(() -> service.move("nothing", Stage.AUDIT), KvErrorCode.TABLE_UNKNOWN, "nothing");
            assertFails(() -> service.move(TABLE, Stage.TARGET), KvErrorCode.STAGE_EDGE, TABLE, "dual-write", "target");
            assertFails(
                    () -> service.move(TABLE, Stage.AUDIT),
                    KvErrorCode.GATE_REFUSED,
                    "loads complete 0 (must be >= 1)");

            assertThat(Waiting.on(service.operator().status(TABLE)).record().epoch())
                    .isEqualTo(epoch);
            assertThat(service.stage(TABLE)).isEqualTo(Stage.DUAL_WRITE);
        }
    }

    @Test
    void should_refuse_a_damaged_savepoint_and_load_once_it_is_moved_away(
            CassandraCluster cluster, CqlSession session, Keyspace keyspace) throws IOException {
        try (Service service = enrolled(cluster, keyspace)) {
            Path savepoint = folder.resolve("old-slipway/savepoints/reports.load");
            Files.createDirectories(savepoint.getParent());
            byte[] damaged = "SLIPLD01 and then nonsense".getBytes(StandardCharsets.UTF_8);
            Files.write(savepoint, damaged);

            assertFails(() -> service.load(TABLE), KvErrorCode.SAVEPOINT, savepoint.toString(), "nothing was changed");
            assertThat(savepoint).hasBinaryContent(damaged);
            TargetTruth truth = new TargetTruth(session, keyspace);
            TableSpec spec = TableSpec.of(TABLE, Layout.hash());
            assertThat(truth.rows(spec)).isEmpty();

            Files.delete(savepoint);
            service.load(TABLE);
            assertThat(truth.rows(spec)).hasSize(1);
        }
    }

    /** A service whose table is at dual-write, with one row that no load has brought over. */
    private Service enrolled(CassandraCluster cluster, Keyspace keyspace) throws IOException {
        Service service = new Service(Service.config(folder, cluster, keyspace));
        service.store().table(TABLE).put(ByteString.copyFromUtf8("k"), ByteString.copyFromUtf8("v"));
        Waiting.on(service.operator()
                .importTables(
                        Files.writeString(folder.resolve("t.yaml"), "tables: [{name: reports, layout: hash}]"),
                        "test"));
        assertThat(service.move(TABLE, Stage.DUAL_WRITE).phase()).isEqualTo(Phase.DUAL_WRITE);
        return service;
    }

    private void assertImportRefused(Service service, String yaml, String... parts) throws IOException {
        Path file = Files.writeString(folder.resolve("tables.yaml"), yaml);
        assertFails(() -> Waiting.on(service.operator().importTables(file, "test")), KvErrorCode.CONFIG, parts);
    }

    private static void assertFails(ThrowingCallable call, KvErrorCode code, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KvException.class, failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessageStartingWith(code.printed())
                .hasMessageContainingAll(parts);
    }
}
