package io.slipway.target.cql.internal;

import static com.datastax.oss.simulacron.common.codec.ConsistencyLevel.LOCAL_QUORUM;
import static com.datastax.oss.simulacron.common.codec.ConsistencyLevel.SERIAL;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.closeConnection;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.invalid;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.isBootstrapping;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.noResult;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.overloaded;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.readTimeout;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.serverError;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.unauthorized;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.unavailable;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.when;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.writeFailure;
import static com.datastax.oss.simulacron.common.stubbing.PrimeDsl.writeTimeout;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.protocol.internal.Frame;
import com.datastax.oss.protocol.internal.Message;
import com.datastax.oss.protocol.internal.ProtocolConstants;
import com.datastax.oss.protocol.internal.request.AuthResponse;
import com.datastax.oss.protocol.internal.request.Options;
import com.datastax.oss.protocol.internal.request.Startup;
import com.datastax.oss.protocol.internal.response.Authenticate;
import com.datastax.oss.protocol.internal.response.Error;
import com.datastax.oss.protocol.internal.response.Supported;
import com.datastax.oss.simulacron.common.cluster.AbstractNode;
import com.datastax.oss.simulacron.common.cluster.ClusterSpec;
import com.datastax.oss.simulacron.common.codec.RequestFailureReason;
import com.datastax.oss.simulacron.common.codec.WriteType;
import com.datastax.oss.simulacron.common.result.Result;
import com.datastax.oss.simulacron.common.stubbing.Action;
import com.datastax.oss.simulacron.common.stubbing.CloseType;
import com.datastax.oss.simulacron.common.stubbing.DisconnectAction;
import com.datastax.oss.simulacron.common.stubbing.MessageResponseAction;
import com.datastax.oss.simulacron.common.stubbing.StubMapping;
import com.datastax.oss.simulacron.server.BoundCluster;
import com.datastax.oss.simulacron.server.Server;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.target.TargetCapabilities;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.SerialConsistency;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the target makes of everything that a server can answer, or not answer, over a real connection to a stub. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StubServerTest {

    private static final String STATEMENT = "UPDATE stub SET x = 1 WHERE k = 1";
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final int SPECULATION_MILLIS = 50;

    private final Time time = new Time(Instant::now, System::nanoTime);
    private final Server server = Server.builder().build();
    private final BoundCluster cluster =
            server.register(ClusterSpec.builder().withNodes(2).build());
    private CqlSession session;
    private Requests requests;

    @BeforeAll
    void connect() {
        CqlConfig config = config(cluster);
        session = Connector.connect(config).toCompletableFuture().join();
        requests = new Requests(session, config, time);
    }

    /** A test that breaks connections leaves the driver to open new ones. */
    @AfterEach
    void heal() {
        cluster.clearPrimes(true);
        await().until(() -> session.getMetadata().getNodes().values().stream()
                .allMatch(node -> node.getState() == NodeState.UP && node.getOpenConnections() > 0));
    }

    @AfterAll
    void close() {
        session.close();
        server.close();
    }

    static Stream<Arguments> answers() {
        Map<InetAddress, RequestFailureReason> failed =
                Map.of(InetAddress.getLoopbackAddress(), RequestFailureReason.UNKNOWN);
        return Stream.of(
                Arguments.of(
                        writeTimeout(LOCAL_QUORUM, 1, 2, WriteType.SIMPLE), Kind.UNKNOWN, KvErrorCode.WRITE_TIMEOUT),
                Arguments.of(
                        writeFailure(LOCAL_QUORUM, 1, 2, failed, WriteType.SIMPLE),
                        Kind.UNKNOWN,
                        KvErrorCode.WRITE_INTERRUPTED),
                Arguments.of(serverError("stub"), Kind.UNKNOWN, KvErrorCode.WRITE_INTERRUPTED),
                Arguments.of(noResult(), Kind.UNKNOWN, KvErrorCode.WRITE_TIMEOUT),
                Arguments.of(
                        closeConnection(DisconnectAction.Scope.CONNECTION, CloseType.DISCONNECT),
                        Kind.UNKNOWN,
                        KvErrorCode.WRITE_INTERRUPTED),
                Arguments.of(unavailable(LOCAL_QUORUM, 2, 1), Kind.UNAVAILABLE, KvErrorCode.TARGET_UNAVAILABLE),
                Arguments.of(isBootstrapping(), Kind.UNAVAILABLE, KvErrorCode.TARGET_UNAVAILABLE),
                Arguments.of(overloaded("stub"), Kind.OVERLOADED, KvErrorCode.OVERLOADED_SERVER),
                Arguments.of(invalid("stub"), Kind.REJECTED, KvErrorCode.WRITE_REFUSED),
                Arguments.of(unauthorized("stub"), Kind.TABLE_REFUSED, KvErrorCode.CREDENTIALS));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void should_say_what_an_answer_means_for_a_write(Result answer, Kind kind, KvErrorCode code) {
        cluster.prime(when(STATEMENT).then(answer));

        StoreException failure = failure(requests.write(
                SimpleStatement.newInstance(STATEMENT), Deadline.after(TIMEOUT, time), () -> "table 'stub', put"));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessageContaining("table 'stub', put");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void should_never_call_a_read_unknown(Result answer, Kind kind, KvErrorCode code) {
        cluster.prime(when(STATEMENT).then(answer));

        StoreException failure = failure(requests.read(
                SimpleStatement.newInstance(STATEMENT), Deadline.after(TIMEOUT, time), () -> "table 'stub', get"));

        assertThat(failure.kind())
                .isEqualTo(
                        switch (kind) {
                            case UNKNOWN -> Kind.UNAVAILABLE;
                            case REJECTED -> Kind.TABLE_REFUSED;
                            default -> kind;
                        });
    }

    @Test
    void should_say_that_a_read_missed_its_deadline() {
        cluster.prime(when(STATEMENT).then(noResult()));
        assertThat(failure(read()).code()).isEqualTo(KvErrorCode.DEADLINE);

        cluster.clearPrimes(true);
        cluster.prime(when(STATEMENT).then(readTimeout(LOCAL_QUORUM, 1, 2, false)));
        assertThat(failure(read()).kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void should_send_nothing_if_the_deadline_has_passed() {
        cluster.clearLogs();
        StoreException failure = failure(requests.write(
                SimpleStatement.newInstance(STATEMENT), Deadline.after(Duration.ZERO, time), () -> "put"));

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.code()).isEqualTo(KvErrorCode.DEADLINE);
        assertThat(cluster.getLogs().getQueryLogs()).noneMatch(log -> STATEMENT.equals(log.getQuery()));
    }

    /** The one node breaks off, the other one refuses: the first may have applied the write all the same. */
    @Test
    void should_call_a_write_unknown_if_an_earlier_attempt_was() {
        cluster.node(0)
                .prime(when(STATEMENT).then(closeConnection(DisconnectAction.Scope.CONNECTION, CloseType.DISCONNECT)));
        cluster.node(1).prime(when(STATEMENT).then(unavailable(LOCAL_QUORUM, 2, 1)));

        // Whichever node comes first, the driver goes on to the other, so both were asked.
        StoreException failure = failure(
                requests.write(SimpleStatement.newInstance(STATEMENT), Deadline.after(TIMEOUT, time), () -> "put"));

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(cluster.getLogs().getQueryLogs().stream().filter(log -> STATEMENT.equals(log.getQuery())))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    static Stream<Arguments> answersToTransactions() {
        return Stream.of(
                Arguments.of(unavailable(SERIAL, 2, 1), Kind.UNAVAILABLE),
                Arguments.of(unavailable(LOCAL_QUORUM, 2, 1), Kind.UNKNOWN),
                Arguments.of(writeTimeout(SERIAL, 1, 2, WriteType.CAS), Kind.UNKNOWN),
                Arguments.of(writeTimeout(LOCAL_QUORUM, 1, 2, WriteType.SIMPLE), Kind.UNKNOWN),
                Arguments.of(readTimeout(SERIAL, 1, 2, false), Kind.UNKNOWN),
                Arguments.of(serverError("stub"), Kind.UNKNOWN),
                Arguments.of(noResult(), Kind.UNKNOWN),
                Arguments.of(closeConnection(DisconnectAction.Scope.CONNECTION, CloseType.DISCONNECT), Kind.UNKNOWN),
                Arguments.of(overloaded("stub"), Kind.OVERLOADED),
                Arguments.of(invalid("stub"), Kind.REJECTED));
    }

    @ParameterizedTest
    @MethodSource("answersToTransactions")
    void should_send_a_transaction_once_and_say_what_the_answer_means(Result answer, Kind kind) {
        cluster.clearLogs();
        cluster.prime(when(STATEMENT).then(answer));

        StoreException failure = failure(requests.conditional(
                SimpleStatement.newInstance(STATEMENT),
                SerialConsistency.SERIAL,
                Deadline.after(TIMEOUT, time),
                () -> "publication"));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(cluster.getLogs().getQueryLogs().stream().filter(log -> STATEMENT.equals(log.getQuery())))
                .singleElement()
                .satisfies(log -> assertThat(log.getSerialConsistency()).isEqualTo(SERIAL));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void should_ask_another_node_if_one_does_not_answer(int silent) {
        cluster.node(silent).prime(when(STATEMENT).then(noResult()));

        assertThat(requests.write(SimpleStatement.newInstance(STATEMENT), Deadline.after(TIMEOUT, time), () -> "put")
                        .toCompletableFuture())
                .succeedsWithin(TIMEOUT);
        assertThat(read().toCompletableFuture()).succeedsWithin(TIMEOUT);
    }

    /** Whichever node is asked first, the silent one has the write when the other refuses it, or is asked no more. */
    @Test
    void should_call_a_write_unknown_if_one_node_is_silent_and_the_next_one_refuses() {
        cluster.node(0).prime(when(STATEMENT).then(noResult()));
        cluster.node(1).prime(when(STATEMENT).then(overloaded("stub")).delay(3 * SPECULATION_MILLIS, MILLISECONDS));

        StoreException failure = failure(
                requests.write(SimpleStatement.newInstance(STATEMENT), Deadline.after(TIMEOUT, time), () -> "put"));

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void should_never_send_a_lightweight_transaction_twice() {
        cluster.clearLogs();
        cluster.prime(when(STATEMENT).then(noResult()));
        failure(requests.conditional(
                SimpleStatement.newInstance(STATEMENT),
                SerialConsistency.LOCAL_SERIAL,
                Deadline.after(TIMEOUT, time),
                () -> "change"));

        assertThat(cluster.getLogs().getQueryLogs().stream().filter(log -> STATEMENT.equals(log.getQuery())))
                .hasSize(1);
    }

    @Test
    void should_find_no_features_at_a_plain_server() {
        TargetCapabilities found = Features.of(session);

        assertThat(found.product()).startsWith("Apache Cassandra");
        assertThat(found.shardAware() || found.tablets() || found.lwtMetadata()).isFalse();
    }

    @Test
    void should_detect_the_features_that_a_scylla_server_announces() {
        Map<String, List<String>> announced = Map.of(
                "CQL_VERSION", List.of("3.4.5"),
                "SCYLLA_NR_SHARDS", List.of("2"),
                "SCYLLA_SHARD", List.of("0"),
                "SCYLLA_PARTITIONER", List.of("org.apache.cassandra.dht.Murmur3Partitioner"),
                "SCYLLA_SHARDING_ALGORITHM", List.of("biased-token-round-robin"),
                "SCYLLA_SHARDING_IGNORE_MSB", List.of("12"),
                "SCYLLA_LWT_ADD_METADATA_MARK", List.of("LWT_OPTIMIZATION_META_BIT_MASK=2147483648"),
                "TABLETS_ROUTING_V1", List.of(""));
        try (BoundCluster scylla =
                        server.register(ClusterSpec.builder().withNodes(1).build());
                CqlSession connected = connectTo(scylla, Options.class, new Supported(announced))) {
            assertThat(Features.of(connected)).isEqualTo(new TargetCapabilities("ScyllaDB", true, true, true));
        }
    }

    @Test
    void should_say_that_the_login_was_refused() {
        try (BoundCluster strict =
                server.register(ClusterSpec.builder().withNodes(1).build())) {
            strict.getStubStore().register(new Answering(Startup.class, new Authenticate("PasswordAuthenticator")));
            strict.getStubStore()
                    .register(new Answering(
                            AuthResponse.class, new Error(ProtocolConstants.ErrorCode.AUTH_ERROR, "Bad credentials")));
            CqlConfig config = CqlConfig.builder()
                    .contactPoints(contactPoints(strict))
                    .localDatacenter("dc1")
                    .credentials(new CqlConfig.Credentials("carol", "secret"))
                    .build();

            assertThat(catchThrowable(() -> Connector.connect(config)
                                    .toCompletableFuture()
                                    .join())
                            .getCause())
                    .isInstanceOfSatisfying(KvException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(KvErrorCode.CREDENTIALS);
                        assertThat(refused).hasMessageContaining("user 'carol'");
                        assertThat(refused.getMessage()).doesNotContain("secret");
                    });
        }
    }

    @Test
    void should_say_that_nobody_is_there() {
        CqlConfig config = CqlConfig.builder()
                .contactPoints(List.of(new InetSocketAddress("127.0.99.99", 1)))
                .build();

        assertThat(catchThrowable(() ->
                                Connector.connect(config).toCompletableFuture().join())
                        .getCause())
                .isInstanceOfSatisfying(KvException.class, failure -> assertThat(failure.code())
                        .isEqualTo(KvErrorCode.TARGET_UNAVAILABLE));
    }

    @Test
    void should_say_which_data_centres_there_are() {
        CqlConfig config = CqlConfig.builder()
                .contactPoints(contactPoints(cluster))
                .localDatacenter("nowhere")
                .build();

        assertThat(catchThrowable(() ->
                                Connector.connect(config).toCompletableFuture().join())
                        .getCause())
                .isInstanceOfSatisfying(KvException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(KvErrorCode.CONFIG);
                    assertThat(failure).hasMessageContaining("[dc1]");
                });
    }

    private CompletionStage<?> read() {
        return requests.read(
                SimpleStatement.newInstance(STATEMENT), Deadline.after(TIMEOUT, time), () -> "table 'stub', get");
    }

    private static StoreException failure(CompletionStage<?> stage) {
        Throwable failure =
                catchThrowable(() -> stage.toCompletableFuture().join()).getCause();
        assertThat(failure).isInstanceOf(StoreException.class);
        return (StoreException) failure;
    }

    private static CqlConfig config(BoundCluster cluster) {
        return CqlConfig.builder()
                .contactPoints(contactPoints(cluster))
                .localDatacenter("dc1")
                .speculateAfter(Duration.ofMillis(SPECULATION_MILLIS))
                .build();
    }

    private static List<InetSocketAddress> contactPoints(BoundCluster cluster) {
        return cluster.getNodes().stream().map(AbstractNode::inetSocketAddress).toList();
    }

    private static CqlSession connectTo(BoundCluster cluster, Class<? extends Message> request, Message answer) {
        cluster.getStubStore().register(new Answering(request, answer));
        return Connector.connect(config(cluster)).toCompletableFuture().join();
    }

    /** Answers one kind of request in one way. */
    private static final class Answering extends StubMapping {

        private final Class<? extends Message> request;
        private final Message answer;

        Answering(Class<? extends Message> request, Message answer) {
            this.request = request;
            this.answer = answer;
        }

        @Override
        public boolean matches(Frame frame) {
            return request.isInstance(frame.message);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public List<Action> getActions(AbstractNode node, Frame frame) {
            return List.of(new MessageResponseAction(answer));
        }
    }
}
