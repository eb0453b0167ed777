package io.slipway.it;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.slipway.cassandra.CassandraCluster;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stream of inserts with ever new keys, {@value #IN_FLIGHT} at a time, that goes on until it is closed and remembers
 * which of them were acknowledged.
 */
final class Writes implements AutoCloseable {
    static final int IN_FLIGHT = 200;

    private final CqlSession session;
    private final String table;
    private final ConsistencyLevel consistency;
    private final Semaphore permits = new Semaphore(IN_FLIGHT);
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failed = new AtomicInteger();
    private final Thread writer;

    private volatile boolean closed;

    /** Creates the table and starts. */
    Writes(CassandraCluster cluster, CqlSession session, Keyspace keyspace, ConsistencyLevel consistency) {
        this.session = session;
        this.table = keyspace.table("writes");
        this.consistency = consistency;
        session.execute("CREATE TABLE " + table + " (id int PRIMARY KEY, value text)");
        // The driver asks one server whether all agree, and that one may not have heard of the change yet.
        cluster.awaitReady(Duration.ofSeconds(30));
        PreparedStatement insert =
                session.prepare(SimpleStatement.builder("INSERT INTO " + table + " (id, value) VALUES (?, ?)")
                        .setConsistencyLevel(consistency)
                        .setIdempotence(true)
                        .build());
        writer = new Thread(() -> write(insert), "writes");
        writer.start();
    }

    int inFlight() {
        return IN_FLIGHT - permits.availablePermits();
    }

    int acknowledged() {
        return acknowledged.size();
    }

    int failed() {
        return failed.get();
    }

    /** Reads back which of the acknowledged writes are missing; wants a closed stream. */
    Set<Integer> lost() {
        Set<Integer> lost = new HashSet<>(acknowledged);
        session.execute(SimpleStatement.builder("SELECT id, value FROM " + table)
                        .setConsistencyLevel(consistency)
                        .build())
                .forEach(row -> {
                    int id = row.getInt("id");
                    if (value(id).equals(row.getString("value"))) {
                        lost.remove(id);
                    }
                });
        return lost;
    }

    /** Ends the stream and waits for the writes in flight. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        permits.acquireUninterruptibly(IN_FLIGHT);
        permits.release(IN_FLIGHT);
    }

    private void write(PreparedStatement insert) {
        for (int next = 0; !closed; next++) {
            int id = next;
            permits.acquireUninterruptibly();
            session.executeAsync(insert.bind(id, value(id))).whenComplete((result, error) -> {
                if (error == null) {
                    acknowledged.add(id);
                } else {
                    failed.incrementAndGet();
                }
                permits.release();
            });
        }
    }

    private static String value(int id) {
        return "value " + id;
    }
}
