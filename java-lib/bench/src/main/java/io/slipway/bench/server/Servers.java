package io.slipway.bench.server;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.cassandra.CommitLogSync;
import io.slipway.cassandra.JitCompiler;
import io.slipway.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of a run of benchmarks, each started when it is first needed. For one thread. */
final class Servers implements AutoCloseable {

    private static final int CASSANDRA_HEAP_MIB = 2_048;

    private final Path folder;
    private @Nullable CassandraCluster cassandra;
    private final List<RedisServer> redises = new ArrayList<>();

    /** @param folder for the data of Redis servers */
    Servers(Path folder) {
        this.folder = folder;
    }

    CassandraCluster cassandra() throws IOException {
        if (cassandra == null) {
            cassandra = CassandraCluster.builder()
                    .compiler(JitCompiler.C2)
                    .heapMib(CASSANDRA_HEAP_MIB)
                    .commitLogSync(CommitLogSync.PERIODIC)
                    .start();
        }
        return cassandra;
    }

    /** Another one with each call, because a table whose old store was sealed cannot be taken in again. */
    RedisServer redis() {
        RedisServer redis = RedisServer.builder()
                .folder(folder.resolve("redis-" + redises.size()))
                .start();
        redises.add(redis);
        return redis;
    }

    @Override
    public void close() {
        try {
            redises.forEach(RedisServer::close);
        } finally {
            if (cassandra != null) {
                cassandra.close();
            }
        }
    }
}
