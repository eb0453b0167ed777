package io.slipway.target.cql.config;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.Layout;
import io.slipway.spi.StoreException;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A record of a table as columns, beside its key of name and epoch. */
final class RecordColumns {

    static final List<String> NAMES = List.of(
            "target",
            "layout",
            "value_bytes_max",
            "grace_seconds",
            "phase",
            "entry",
            "policy",
            "audit_sample",
            "floor",
            "target_readers",
            "reason",
            "author",
            "at");

    private RecordColumns() {}

    /** Sets the columns' markers, which carry their names. */
    static BoundStatementBuilder bind(BoundStatementBuilder statement, TableConfig record) {
        TableSpec spec = record.spec();
        return statement
                .setString("target", spec.target())
                .setString("layout", spec.layout().text())
                .setInt("value_bytes_max", spec.valueBytesMax())
                .setInt("grace_seconds", spec.graceSeconds())
                .setString("phase", record.phase().name())
                .setLong("entry", record.entry())
                .setString("policy", record.policy().name())
                .setDouble("audit_sample", record.auditSample())
                .setLong("floor", record.floor())
                .setSet("target_readers", record.targetReaders(), String.class)
                .setString("reason", record.reason())
                .setString("author", record.author())
                .setInstant("at", record.at());
    }

    /** @throws StoreException CORRUPT if the row is nothing that this library has written */
    static TableConfig of(Row row) {
        try {
            return record(row);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new StoreException(
                    StoreException.Kind.CORRUPT,
                    KvErrorCode.DATA_CORRUPT,
                    "the config store's record of table '" + row.getString("name") + "', epoch " + row.getLong("epoch")
                            + ", cannot be understood (" + e.getMessage() + "); was it changed by hand?",
                    e);
        }
    }

    private static TableConfig record(Row row) {
        TableSpec spec = new TableSpec(
                text(row, "name"),
                text(row, "target"),
                Layout.parse(text(row, "layout")),
                row.getInt("value_bytes_max"),
                row.getInt("grace_seconds"));
        Instant at = row.getInstant("at");
        Set<String> readers = row.getSet("target_readers", String.class);
        return new TableConfig(
                spec,
                Phase.valueOf(text(row, "phase")),
                row.getLong("epoch"),
                row.getLong("entry"),
                WritePolicy.valueOf(text(row, "policy")),
                row.getDouble("audit_sample"),
                row.getLong("floor"),
                readers == null ? Set.of() : readers,
                text(row, "reason"),
                text(row, "author"),
                at == null ? Instant.EPOCH : at);
    }

    private static String text(Row row, String column) {
        String text = row.getString(column);
        if (text == null) {
            throw new IllegalArgumentException("no " + column);
        }
        return text;
    }
}
