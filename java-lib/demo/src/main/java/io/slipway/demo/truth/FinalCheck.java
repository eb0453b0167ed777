package io.slipway.demo.truth;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.google.protobuf.ByteString;
import io.slipway.demo.traffic.Ledger;
import io.slipway.spi.Layout;
import io.slipway.target.cql.layout.KeyColumns;
import io.slipway.target.cql.layout.KeyLayout;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads whole tables of the target with SELECT statements of its own and judges every row and every key of the ledger.
 *
 * <p>The key's columns follow from the layout. The later written of two others holds the content: {@code value} all of it, {@code head} the
 * mark of a value whose chunks lie in {@code <table>_chunks} under the head's write time and the hash that it ends with. The server tells the time left to live.
 */
public final class FinalCheck implements AutoCloseable {
    private static final int PAGE_ROWS = 500;
    private static final int HEAD_HASH_BYTES = 16;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final CqlSession session;
    private final String keyspace;
    private final Ledger ledger;
    private final Clock clock;

    private FinalCheck(CqlSession session, String keyspace, Ledger ledger, Clock clock) {
        this.session = session;
        this.keyspace = keyspace;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Connects to the target; needs nothing else to run. */
    public static FinalCheck connect(
            List<InetSocketAddress> contactPoints, String datacenter, String keyspace, Ledger ledger, Clock clock) {
        CqlSession session = CqlSession.builder()
                .addContactPoints(contactPoints)
                .withLocalDatacenter(datacenter)
                .build();
        return new FinalCheck(session, keyspace, ledger, clock);
    }

    /** Judges all tables, by name, each with its layout. */
    public Findings check(Map<String, Layout> tables) {
        Findings findings = Findings.NONE;
        for (Map.Entry<String, Layout> table : tables.entrySet()) {
            findings = findings.plus(check(table.getKey(), KeyLayout.of(table.getValue())));
        }
        return findings;
    }

    @Override
    public void close() {
        session.close();
    }

    private Findings check(String table, KeyLayout layout) {
        Judge judge = new Judge(ledger, table, now());
        PreparedStatement chunks = session.prepare(
                "SELECT data FROM " + keyspace + "." + table + "_chunks WHERE key = ? AND version = ? AND hash = ?");
        SimpleStatement all = SimpleStatement.newInstance("SELECT " + keyColumns(layout) + ", value, head,"
                        + " WRITETIME(value) AS value_version, WRITETIME(head) AS head_version,"
                        + " TTL(value) AS value_ttl, TTL(head) AS head_ttl FROM " + keyspace + "." + table)
                .setPageSize(PAGE_ROWS)
                .setTimeout(TIMEOUT);
        for (Row row : session.execute(all)) {
            long valueVersion = version(row, "value_version");
            long headVersion = version(row, "head_version");
            ByteString key = key(row, layout);
            if (valueVersion > headVersion) {
                judge.row(key, bytes(row, "value"), expirySecond(row, "value_ttl"));
            } else if (headVersion > valueVersion) {
                judge.row(key, join(chunks, key, headVersion, bytes(row, "head")), expirySecond(row, "head_ttl"));
            }
        }
        return judge.verdict(now());
    }

    private static ByteString key(Row row, KeyLayout layout) {
        boolean hash = layout.layout() instanceof Layout.Hash;
        boolean bucketed = layout.layout() instanceof Layout.Bucketed;
        return layout.key(new KeyColumns(
                bytes(row, hash ? "key" : "p"),
                bucketed ? row.getInt("bucket") : 0,
                hash ? ByteString.EMPTY : bytes(row, "c")));
    }

    private static long version(Row row, String column) {
        return row.isNull(column) ? Long.MIN_VALUE : row.getLong(column);
    }

    private long expirySecond(Row row, String ttl) {
        return row.isNull(ttl) ? Long.MAX_VALUE : now() + row.getInt(ttl);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static String keyColumns(KeyLayout layout) {
        if (layout.layout() instanceof Layout.Hash) {
            return "key";
        }
        return layout.layout() instanceof Layout.Bucketed ? "p, bucket, c" : "p, c";
    }

    private ByteString join(PreparedStatement chunks, ByteString key, long version, ByteString head) {
        List<ByteString> parts = new ArrayList<>();
        ByteString hash = head.substring(head.size() - HEAD_HASH_BYTES);
        session.execute(chunks.bind(key.asReadOnlyByteBuffer(), version, hash.asReadOnlyByteBuffer())
                        .setPageSize(4)
                        .setTimeout(TIMEOUT))
                .forEach(row -> parts.add(bytes(row, "data")));
        return ByteString.copyFrom(parts);
    }

    private static ByteString bytes(Row row, String column) {
        @Nullable ByteBuffer value = row.getByteBuffer(column);
        if (value == null) {
            throw new IllegalStateException("column " + column + " of a row is null: " + row.getFormattedContents());
        }
        return ByteString.copyFrom(value);
    }
}
