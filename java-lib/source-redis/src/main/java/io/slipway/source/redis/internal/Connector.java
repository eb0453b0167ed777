package io.slipway.source.redis.internal;

import com.google.protobuf.ByteString;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import io.slipway.kv.KvErrorCode;
import io.slipway.source.redis.RedisOptions;
import io.slipway.spi.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens links: connects, logs in, looks at the server, checks that scripts may run, and has a new incarnation raised. Whoever gets a link can
 * call.
 */
final class Connector {

    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    private static final Duration END_WAIT = Duration.ofSeconds(5);

    private final RedisOptions options;
    private final RedisTime time;
    private final Optional<Incarnations> incarnations;
    private final RedisClient client;
    private volatile String advisedOf = "";

    /** @param incarnations empty for callers who version nothing: they check no incarnation and raise none */
    Connector(RedisOptions options, RedisTime time, Optional<Incarnations> incarnations) {
        this.options = options;
        this.time = time;
        this.incarnations = incarnations;
        checkFiles(options.tls());
        this.client = RedisClient.create();
        client.setOptions(clientOptions());
    }

    private static void checkFiles(RedisOptions.@Nullable Tls tls) {
        if (tls != null) {
            Stream.of(tls.authorities(), tls.certificate(), tls.key())
                    .filter(file -> file != null && !Files.isReadable(file))
                    .findFirst()
                    .ifPresent(file -> {
                        throw new StoreException(
                                StoreException.Kind.REJECTED, KvErrorCode.CONFIG, "cannot read the PEM file " + file);
                    });
        }
    }

    /** Connections are never resumed, and nothing waits for one: what is sent is sent once. */
    private ClientOptions clientOptions() {
        ClientOptions.Builder builder = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(options.connectTimeout())
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build());
        RedisOptions.Tls tls = options.tls();
        if (tls != null) {
            SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
            Path authorities = tls.authorities();
            if (authorities != null) {
                ssl.trustManager(authorities.toFile());
            }
            Path certificate = tls.certificate();
            Path key = tls.key();
            if (certificate != null && key != null) {
                ssl.keyManager(certificate.toFile(), key.toFile(), new char[0]);
            }
            builder.sslOptions(ssl.build());
        }
        return builder.build();
    }

    private RedisURI uri() {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(options.host())
                .withPort(options.port())
                .withDatabase(options.database())
                .withTimeout(options.connectTimeout())
                .withLibraryName("")
                .withLibraryVersion("");
        RedisOptions.Login login = options.login();
        if (login != null) {
            char[] password = login.password().toCharArray();
            String user = login.user();
            if (user == null) {
                uri.withPassword(password);
            } else {
                uri.withAuthentication(user, password);
            }
        }
        if (options.tls() != null) {
            uri.withSsl(true).withVerifyPeer(SslVerifyMode.FULL);
        }
        return uri.build();
    }

    /** Fails with {@link StoreException} only. */
    CompletableFuture<Link> open() {
        CompletableFuture<Link> opened = client.connectAsync(BytesCodec.INSTANCE, uri())
                .toCompletableFuture()
                .thenCompose(connection -> greeted(connection).whenComplete((link, failure) -> {
                    if (failure != null) {
                        connection.closeAsync();
                    }
                }));
        CompletableFuture<Link> timed =
                opened.copy().orTimeout(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        return timed.exceptionallyCompose(failure -> {
            opened.thenAccept(Link::close);
            return CompletableFuture.failedFuture(failure(failure));
        });
    }

    private CompletionStage<Link> greeted(StatefulRedisConnection<ByteString, ByteString> connection) {
        return connection.async().info().thenApply(ServerFacts::parse).thenCompose(facts -> {
            facts.check();
            return advised(connection, facts).thenCompose(done -> {
                Link link = new Link(connection, options.prefix(), "", time);
                return link.prove()
                        .exceptionallyCompose(failure -> Failures.isReadOnlyForNow(failure)
                                ? CompletableFuture.completedFuture(null)
                                : CompletableFuture.failedFuture(failure))
                        .thenCompose(allowed -> incarnations.isEmpty()
                                ? CompletableFuture.completedFuture(link)
                                : incarnations.get().entered(link, facts.incarnation()));
            });
        });
    }

    /** Says once for each incarnation what it may lose; whether that is refused depends on the options. */
    private CompletionStage<Void> advised(
            StatefulRedisConnection<ByteString, ByteString> connection, ServerFacts facts) {
        if (facts.incarnation().equals(advisedOf)) {
            return CompletableFuture.completedFuture(null);
        }
        return connection
                .async()
                .configGet("appendfsync")
                .handle((found, failure) -> failure != null || found == null || found.isEmpty()
                        ? ""
                        : found.values().iterator().next())
                .thenAccept(appendfsync -> facts.danger(appendfsync).ifPresent(danger -> {
                    if (options.requireDurable()) {
                        throw new StoreException(
                                StoreException.Kind.REJECTED,
                                KvErrorCode.CONFIG,
                                "the Redis server is refused by source.redis.require-durable: " + danger);
                    }
                    LOG.warn("the Redis server may lose acknowledged writes: {}", danger);
                }))
                .thenRun(() -> facts.splitBrain()
                        .ifPresent(danger -> LOG.warn("a failover may bring old values to the target: {}", danger)))
                .thenRun(() -> advisedOf = facts.incarnation());
    }

    private StoreException failure(Throwable thrown) {
        String what = "connecting to Redis at " + options.host() + ":" + options.port();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreException known) {
                return known;
            }
            if (Failures.isDenied(cause)) {
                return Failures.denied(cause, what);
            }
            if (cause instanceof SSLException) {
                return new StoreException(
                        StoreException.Kind.REJECTED,
                        KvErrorCode.CONFIG,
                        what + ": no trust between the two ends (" + cause.getMessage()
                                + "); source.redis.tls-ca-file names the authorities that are trusted",
                        cause);
            }
            if (cause instanceof TimeoutException) {
                return Failures.away(what + ": no answer within " + options.connectTimeout(), cause);
            }
        }
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Failures.away(what + ": " + root, thrown);
    }

    void end() {
        client.shutdown(0, END_WAIT.toSeconds(), TimeUnit.SECONDS);
    }
}
