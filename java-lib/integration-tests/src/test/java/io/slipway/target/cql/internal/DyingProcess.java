package io.slipway.target.cql.internal;

import io.slipway.spi.target.TargetWrite;
import io.slipway.target.cql.CqlConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Does what a process does with a batch before it dies: writes the redo record, sealed or not, and nothing more. */
public final class DyingProcess {

    private DyingProcess() {}

    public static void dieInBatch(CqlConfig config, List<TargetWrite> writes, boolean sealed) {
        Time time = new Time(InstantSource.system(), System::nanoTime);
        try (var session = Connector.connect(config).toCompletableFuture().join()) {
            BatchLog log = new BatchLog(new Requests(session, config, time), config.keyspace());
            Deadline deadline = Deadline.after(Duration.ofSeconds(20), time);
            BatchLog.Id id = new BatchLog.Id(UUID.randomUUID(), time.nowMicros());
            var record = new RedoRecord(writes.stream()
                            .map(write -> new RedoRecord.Entry(write.table().spec(), write.write()))
                            .toList())
                    .encode();
            log.write(id, record, deadline).toCompletableFuture().join();
            if (sealed) {
                log.seal(id, record, deadline).toCompletableFuture().join();
            }
        }
    }
}
