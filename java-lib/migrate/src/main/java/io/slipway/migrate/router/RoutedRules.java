package io.slipway.migrate.router;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.TableRules;
import io.slipway.spi.config.TableConfig;
import java.util.Set;

/**
 * The bounds of tables that have a record.
 *
 * <p>From enrolment on a write to a key that the layout cannot take is refused before the source has it, because the target never could.
 * Reads are not: what the old store has held so far stays readable there.
 */
final class RoutedRules implements TableRules {

    private static final Set<String> READS = Set.of("get", "getMany", "exists");

    private final Routes routes;

    RoutedRules(Routes routes) {
        this.routes = routes;
    }

    @Override
    public void checkKey(String table, String operation, ByteString key) {
        KvBounds.checkKey(table, operation, key);
        if (!READS.contains(operation)) {
            routes.of(table)
                    .current()
                    .openTarget()
                    .flatMap(target -> target.keyRefusal(key))
                    .ifPresent(reason -> {
                        throw KvException.of(
                                KvErrorCode.KEY_SIZE, KvBounds.describe(table, operation, key) + ": " + reason);
                    });
        }
    }

    @Override
    public int valueBytesMax(String table) {
        TableConfig config = routes.of(table).current().config();
        return config == null ? KvBounds.VALUE_BYTES_MAX_DEFAULT : config.spec().valueBytesMax();
    }
}
