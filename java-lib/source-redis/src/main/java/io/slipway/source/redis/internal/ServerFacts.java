package io.slipway.source.redis.internal;

import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a server says of itself, as {@code INFO} lists it. */
record ServerFacts(Map<String, String> facts) {

    private static final int MAJOR_MIN = 7;

    static ServerFacts parse(String info) {
        return new ServerFacts(info.lines()
                .filter(line -> !line.startsWith("#") && line.contains(":"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, second) -> first)));
    }

    /**
     * What this process of the server is called while it is the primary: another name after each restart, and after each time that it was
     * another's replica, whose data it took over.
     */
    String incarnation() {
        return text("run_id") + ":" + text("master_replid");
    }

    String product() {
        return "Redis " + text("redis_version") + ", " + text("used_memory_human") + " in memory";
    }

    /** @throws StoreException if this server cannot be a source, now or ever */
    void check() {
        int major = Integer.parseInt(text("redis_version").split("\\.")[0]);
        if (major < MAJOR_MIN) {
            throw rejected("it is Redis " + text("redis_version") + ", and " + MAJOR_MIN + ".0 or later is needed");
        }
        if (!text("redis_mode").equals("standalone")) {
            throw rejected("it runs in mode '" + text("redis_mode")
                    + "', and a source needs one primary: Redis Cluster cannot be one");
        }
        if (text("loading").equals("1")) {
            throw away("it is still loading its data");
        }
        if (!isPrimary()) {
            throw away("it is a replica; connect to the primary");
        }
    }

    /** Why it may lose what it acknowledged, as far as it says. */
    Optional<String> danger(String appendfsync) {
        if (!text("aof_enabled").equals("1")) {
            return Optional.of("it runs without 'appendonly yes': a crash loses every write since its last RDB file");
        }
        if (!appendfsync.isEmpty() && !appendfsync.equals("always")) {
            return Optional.of("it runs with 'appendfsync " + appendfsync
                    + "': a crash of the machine loses its last writes; set 'appendfsync always'");
        }
        if (!text("maxmemory").equals("0") && !text("maxmemory_policy").equals("noeviction")) {
            return Optional.of("it deletes data when its memory is full ('maxmemory-policy " + text("maxmemory_policy")
                    + "'); set 'noeviction'");
        }
        return Optional.empty();
    }

    boolean isPrimary() {
        return text("role").equals("master");
    }

    /** Whether a server that was {@code incarnation} (empty: any) has taken over no other's data since, by the section on replication alone. */
    boolean isSameHistory(String incarnation) {
        return incarnation.isEmpty() || incarnation.endsWith(":" + text("master_replid"));
    }

    /** Replicas that are attached. */
    int replicas() {
        return Integer.parseInt(facts.getOrDefault("connected_slaves", "0"));
    }

    /** Whether it refuses writes, and with them fenced reads, while too few replicas hear of them; only then does it count them. */
    boolean needsReplicas() {
        return facts.containsKey("min_slaves_good_slaves");
    }

    /** Why a primary that a failover has left behind may go on. */
    Optional<String> splitBrain() {
        return replicas() == 0 || needsReplicas()
                ? Optional.empty()
                : Optional.of(
                        replicas() + " replicas are attached, and it takes writes without them"
                                + " ('min-replicas-to-write 0'): one that is cut off while a replica takes over goes on as primary");
    }

    private String text(String name) {
        return facts.getOrDefault(name, "");
    }

    private static StoreException rejected(String why) {
        return new StoreException(
                StoreException.Kind.REJECTED, KvErrorCode.CONFIG, "the Redis server cannot be a source: " + why);
    }

    private static StoreException away(String why) {
        return new StoreException(
                StoreException.Kind.UNAVAILABLE,
                KvErrorCode.SOURCE_UNAVAILABLE,
                "the Redis server does not serve: " + why);
    }
}
