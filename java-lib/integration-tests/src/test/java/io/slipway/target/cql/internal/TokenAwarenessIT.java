package io.slipway.target.cql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.google.protobuf.ByteString;
import io.slipway.cassandra.CassandraCluster;
import io.slipway.it.OnCassandra;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.Replication;
import io.slipway.target.cql.internal.TableStatements.Kind;
import io.slipway.target.cql.layout.KeyLayout;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped statements reach a node that has the key, without a detour: three nodes, one copy. */
@OnCassandra(servers = 3)
class TokenAwarenessIT {

    private static final int KEYS = 500;

    private final Time time = new Time(InstantSource.system(), System::nanoTime);
    private final CassandraCluster cluster;

    TokenAwarenessIT(CassandraCluster cluster) {
        this.cluster = cluster;
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "prefix(length 5)", "bucketed(prefix(length 2), 4)"})
    void should_ask_a_replica_of_the_key(String layout) {
        CqlConfig config = CqlConfig.builder()
                .contactPoints(cluster.contactPoints())
                .localDatacenter(cluster.datacenter())
                .keyspace("token_awareness")
                .replication(new Replication.Simple(1))
                .build();
        TableSpec spec = TableSpec.of("t" + Integer.toHexString(layout.hashCode()), Layout.parse(layout));
        try (CqlSession session = done(Connector.connect(config))) {
            done(new CqlStore(session, config, time).prepare(spec));
            done(session.refreshSchemaAsync());
            Requests requests = new Requests(session, config, time);
            TableStatements statements =
                    done(TableStatements.prepare(requests, Names.of(config.keyspace(), spec), spec.layout()));
            KeyLayout columns = KeyLayout.of(spec.layout());

            long direct = IntStream.range(0, KEYS)
                    .mapToObj(i -> ByteString.copyFromUtf8("key" + i * 7_919))
                    .filter(key -> {
                        BoundStatement read = statements
                                .bind(Kind.READ)
                                .withKey(columns.columns(key))
                                .done()
                                .build();
                        return asksReplica(session, requests, read);
                    })
                    .count();

            System.out.printf("%s: %d of %d requests went to a replica%n", layout, direct, KEYS);
            assertThat(direct).isGreaterThanOrEqualTo(KEYS * 99 / 100);
        }
    }

    private boolean asksReplica(CqlSession session, Requests requests, BoundStatement statement) {
        AsyncResultSet result =
                done(requests.read(statement, Deadline.after(Duration.ofSeconds(10), time), () -> "read"));
        Set<Node> replicas = session.getMetadata()
                .getTokenMap()
                .orElseThrow()
                .getReplicas(CqlIdentifier.fromInternal("token_awareness"), statement.getRoutingKey());
        assertThat(replicas).hasSize(1);
        return replicas.contains(result.getExecutionInfo().getCoordinator());
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
