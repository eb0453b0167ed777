package io.slipway.migrate.stage;

import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceTableState;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the config store's records demand that a source knows of each table: for a source that may have lost the end of what it was told.
 *
 * <p>A table that ever left SOURCE is enrolled, for it never goes back there; one in TARGET is sealed. The window begins with the record's own
 * epoch: whoever acts by the one before is refused, re-reads the record and follows. It ends with the next one, which a move under way may
 * have admitted and be about to publish: nobody acts by it before, and whoever does then would else be refused until the move goes on.
 */
public final class RecordedStates {

    private RecordedStates() {}

    /** By table; tables in SOURCE are left out. */
    public static Map<String, SourceTableState> of(Map<String, TableConfig> records) {
        return records.entrySet().stream()
                .filter(record -> record.getValue().phase() != Phase.SOURCE)
                .collect(Collectors.toMap(Map.Entry::getKey, record -> state(record.getValue())));
    }

    private static SourceTableState state(TableConfig record) {
        return new SourceTableState(
                true, record.phase() == Phase.TARGET, record.epoch(), record.epoch() + 1, record.floor());
    }
}
