package io.slipway.source.redis;

import io.slipway.spi.source.SourceTableState;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the config store's records demand that the source knows of each table.
 *
 * <p>Asked for once per new incarnation of the server (a restart, a failover), before it serves anybody: what the server has lost of it is
 * asserted again, and what it knows beyond it stays. A failure, or no answer, keeps the server closed to this process; it is asked again.
 */
@FunctionalInterface
public interface RecordedTables {

    /** Nothing is recorded: for a store of which no table was ever enrolled. */
    RecordedTables NONE = () -> CompletableFuture.completedFuture(Map.of());

    /**
     * The demanded states by table; tables that were never enrolled are left out. The bounds of the window are those below which no
     * epoch may be accepted any more.
     */
    CompletionStage<Map<String, SourceTableState>> read();
}
