package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import io.slipway.spi.StoreCheck;
import io.slipway.spi.target.TargetCapabilities;
import io.slipway.target.cql.CqlConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Looks at what a migration wants of a cluster, with a few small reads. */
final class Checkup {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long SKEW_WARN_MILLIS = 100;
    private static final long SKEW_FAIL_MILLIS = 500;

    private final Requests requests;
    private final CqlConfig config;
    private final Time time;

    Checkup(Requests requests, CqlConfig config, Time time) {
        this.requests = requests;
        this.config = config;
        this.time = time;
    }

    CompletionStage<List<StoreCheck>> run() {
        List<CompletableFuture<StoreCheck>> checks = new ArrayList<>();
        checks.add(CompletableFuture.completedFuture(product()));
        checks.add(CompletableFuture.completedFuture(nodes()));
        checks.add(guarded("keyspace", keyspace()));
        checks.add(guarded("schema", schema()));
        upNodes().forEach(node -> checks.add(guarded("clock", clock(node))));
        config.credentials().ifPresent(login -> checks.add(guarded("grants", grants(login.user()))));
        return CompletableFuture.allOf(checks.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> checks.stream().map(CompletableFuture::join).toList());
    }

    /** A look that fails is a finding too. */
    private static CompletableFuture<StoreCheck> guarded(String name, CompletionStage<StoreCheck> look) {
        return look.exceptionally(failure -> StoreCheck.fail(
                        name,
                        "cannot be looked at: " + Failures.unwrap(failure).getMessage(),
                        "check that the nodes are up and that the user may read the system tables"))
                .toCompletableFuture();
    }

    private StoreCheck product() {
        TargetCapabilities found = Features.of(requests.session());
        return StoreCheck.ok(
                "product",
                found.product() + " (" + (found.shardAware() ? "shard aware, " : "")
                        + (found.tablets() ? "tablets, " : "")
                        + (found.lwtMetadata() ? "marks conditional statements" : "no extensions announced") + ")");
    }

    private List<Node> upNodes() {
        return requests.session().getMetadata().getNodes().values().stream()
                .filter(node -> node.getState() == NodeState.UP || node.getState() == NodeState.UNKNOWN)
                .toList();
    }

    private StoreCheck nodes() {
        Map<String, Long> byState = requests.session().getMetadata().getNodes().values().stream()
                .collect(Collectors.groupingBy(node -> node.getState().name(), Collectors.counting()));
        long down = byState.getOrDefault(NodeState.DOWN.name(), 0L)
                + byState.getOrDefault(NodeState.FORCED_DOWN.name(), 0L);
        String found = requests.session().getMetadata().getNodes().size() + " nodes, " + down + " of them down";
        return down == 0
                ? StoreCheck.ok("nodes", found)
                : StoreCheck.warn("nodes", found, "bring every node up before a load; the rest bears more until then");
    }

    private CompletionStage<StoreCheck> keyspace() {
        return requests.schema(
                        "SELECT replication FROM system_schema.keyspaces WHERE keyspace_name = ?", config.keyspace())
                .thenApply(result -> {
                    Row row = result.one();
                    return row == null
                            ? absent()
                            : replication(Objects.requireNonNullElse(
                                    row.getMap("replication", String.class, String.class), Map.of()));
                });
    }

    private StoreCheck absent() {
        return config.replication().isPresent()
                ? StoreCheck.ok("keyspace", config.keyspace() + " is absent and will be created as configured")
                : StoreCheck.fail(
                        "keyspace",
                        config.keyspace() + " is absent",
                        "create it with the replication that you want, or set target.cql.replication-factor for a trial");
    }

    private StoreCheck replication(Map<String, String> replication) {
        String strategy = String.valueOf(replication.get("class"));
        String found = config.keyspace() + " replicated by " + strategy.substring(strategy.lastIndexOf('.') + 1) + " "
                + replication.entrySet().stream()
                        .filter(entry -> !entry.getKey().equals("class"))
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining(", "));
        String copies =
                replication.getOrDefault(config.localDatacenter(), replication.getOrDefault("replication_factor", "0"));
        if (copies.equals("0")) {
            return StoreCheck.fail(
                    "keyspace",
                    found,
                    "no copies in the data centre '" + config.localDatacenter() + "' of target.cql.datacenter");
        }
        return (copies.equals("1") && upNodes().size() > 1) || copies.equals("2")
                ? StoreCheck.warn(
                        "keyspace", found, "with fewer than three copies one dead node makes rows unavailable")
                : StoreCheck.ok("keyspace", found);
    }

    private CompletionStage<StoreCheck> schema() {
        return requests.awaitSchemaAgreement()
                .thenApply(done -> StoreCheck.ok("schema", "all nodes that are up have the same schema"));
    }

    private CompletionStage<StoreCheck> clock(Node node) {
        SimpleStatement statement = SimpleStatement.newInstance("SELECT toTimestamp(now()) AS now FROM system.local")
                .setNode(node)
                .setTimeout(TIMEOUT);
        Instant before = time.wall().instant();
        return requests.session().executeAsync(statement).thenApply(result -> {
            Duration trip = Duration.between(before, time.wall().instant());
            return clock(node, result, before.plus(trip.dividedBy(2)), trip);
        });
    }

    private static StoreCheck clock(Node node, AsyncResultSet result, Instant here, Duration trip) {
        Row row = Objects.requireNonNull(result.one());
        Instant there = Objects.requireNonNull(row.getInstant("now"));
        long skewMillis = Duration.between(here, there).toMillis();
        long sureMillis = Math.max(0, Math.abs(skewMillis) - trip.toMillis() / 2 - 1);
        String found = node.getEndPoint() + " is " + skewMillis + " ms ahead of this machine (within "
                + (trip.toMillis() / 2 + 1) + " ms)";
        String advice =
                "synchronise the clocks (chrony, ntpd): expiry and, at stage target, the order of writes use them";
        return sureMillis >= SKEW_FAIL_MILLIS
                ? StoreCheck.fail("clock", found, advice)
                : sureMillis >= SKEW_WARN_MILLIS
                        ? StoreCheck.warn("clock", found, advice)
                        : StoreCheck.ok("clock", found);
    }

    /** Only servers that authorise know the statement. */
    private CompletionStage<StoreCheck> grants(String user) {
        return requests.schema("LIST ALL PERMISSIONS OF \"" + user.replace("\"", "\"\"") + '"')
                .handle((result, failure) -> failure != null
                        ? StoreCheck.ok(
                                "grants", "the server lists none for '" + user + "'; it may not authorise at all")
                        : StoreCheck.ok(
                                "grants",
                                "'" + user + "' has "
                                        + (result.remaining() == 0
                                                ? "no grants of its own (a superuser needs none)"
                                                : result.remaining() + " grants")));
    }
}
