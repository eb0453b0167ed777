package io.slipway.target.cql.internal;

import com.datastax.dse.driver.api.core.config.DseDriverOption;
import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.internal.core.specex.ConstantSpeculativeExecutionPolicy;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.target.cql.CqlConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens the driver's session with the settings that the target's promises rest on. */
public final class Connector {

    /** How long the driver gathers schema events before it looks: only its token map depends on them, and rarely. */
    private static final Duration SCHEMA_WINDOW = Duration.ofMillis(20);

    /** At how many nodes one request may be under way: whoever is lost or stands still, one at a time, is not waited for. */
    private static final int NODES_ASKED_MAX = 2;

    /** Not that of the thread, which may have none: a reconnection begins on whatever thread the last failure was told. */
    private static final ClassLoader OWN = Connector.class.getClassLoader();

    private Connector() {}

    /** Completes with a session, or with a {@link KvException} of code CREDENTIALS, TARGET_UNAVAILABLE or CONFIG. */
    public static CompletionStage<CqlSession> connect(CqlConfig config) {
        CqlSessionBuilder builder = CqlSession.builder()
                .withClassLoader(OWN)
                .withConfigLoader(settings(config))
                .addContactPoints(config.contactPoints())
                .withLocalDatacenter(config.localDatacenter());
        config.credentials()
                .ifPresent(credentials -> builder.withAuthCredentials(credentials.user(), credentials.password()));
        if (config.tls() != null) {
            // The driver's short form of this would take any name's certificate.
            builder.withSslEngineFactory(new ProgrammaticSslEngineFactory(config.tls(), null, true));
        }
        return builder.buildAsync()
                .exceptionallyCompose(failure -> CompletableFuture.failedStage(explain(failure, config)))
                .thenCompose(session -> verifyDatacenter(session, config));
    }

    /** The driver itself would connect, and then refuse every request for want of a node. */
    private static CompletionStage<CqlSession> verifyDatacenter(CqlSession session, CqlConfig config) {
        Set<String> datacenters = session.getMetadata().getNodes().values().stream()
                .map(node -> String.valueOf(node.getDatacenter()))
                .collect(Collectors.toCollection(TreeSet::new));
        return datacenters.contains(config.localDatacenter())
                ? CompletableFuture.completedStage(session)
                : session.closeAsync()
                        .thenCompose(closed -> CompletableFuture.failedStage(KvException.of(
                                KvErrorCode.CONFIG,
                                "the cluster at " + addresses(config) + " has the data centres " + datacenters
                                        + ", not '" + config.localDatacenter() + "'; check localDatacenter")));
    }

    private static DriverConfigLoader settings(CqlConfig config) {
        ProgrammaticDriverConfigLoaderBuilder settings = DriverConfigLoader.programmaticBuilder(OWN);
        if (!config.speculateAfter().isZero()) {
            settings.withClass(
                            DefaultDriverOption.SPECULATIVE_EXECUTION_POLICY_CLASS,
                            ConstantSpeculativeExecutionPolicy.class)
                    .withInt(DefaultDriverOption.SPECULATIVE_EXECUTION_MAX, NODES_ASKED_MAX)
                    .withDuration(DefaultDriverOption.SPECULATIVE_EXECUTION_DELAY, config.speculateAfter());
        }
        return settings.withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, config.connectTimeout())
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, config.connectTimeout())
                .withInt(DefaultDriverOption.CONNECTION_MAX_REQUESTS, Math.max(1_024, config.maxInFlight()))
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(100))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(2))
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(config.keyspace()))
                .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, SCHEMA_WINDOW)
                .withString(DefaultDriverOption.RETRY_POLICY_CLASS, OutcomeRetryPolicy.class.getName())
                // Every statement binds its version itself; a second timestamp from the driver would only add bytes.
                .withString(DefaultDriverOption.TIMESTAMP_GENERATOR_CLASS, "ServerSideTimestampGenerator")
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withBoolean(DefaultDriverOption.REQUEST_WARN_IF_SET_KEYSPACE, false)
                .withBoolean(DseDriverOption.MONITOR_REPORTING_ENABLED, false)
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .build();
    }

    private static KvException explain(Throwable failure, CqlConfig config) {
        Throwable cause = Failures.unwrap(failure);
        if (isRefusedLogin(cause)) {
            return KvException.of(
                    KvErrorCode.CREDENTIALS,
                    "the cluster at " + addresses(config) + " refuses "
                            + config.credentials()
                                    .map(credentials -> "user '" + credentials.user() + "' or the password")
                                    .orElse("a connection without user name and password")
                            + "; check the configured credentials",
                    cause);
        }
        return KvException.of(
                KvErrorCode.TARGET_UNAVAILABLE,
                "no node at " + addresses(config) + " in data centre '" + config.localDatacenter()
                        + "' takes a connection; check the addresses, the data centre's name and that the cluster is up ("
                        + cause.getMessage() + ")",
                cause);
    }

    /** As they were configured; an unresolved address prints itself with a remark. */
    private static List<String> addresses(CqlConfig config) {
        return config.contactPoints().stream()
                .map(address -> address.getHostString() + ":" + address.getPort())
                .toList();
    }

    private static boolean isRefusedLogin(Throwable cause) {
        Stream<Throwable> causes = cause instanceof AllNodesFailedException all
                ? all.getAllErrors().values().stream().flatMap(Collection::stream)
                : Stream.of(cause);
        return causes.anyMatch(AuthenticationException.class::isInstance);
    }
}
