package io.slipway.migrate.stage;

import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.source.SourceTableState;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the config store's records demand that a source knows of each table: for a source that may have lost the end of what it was told.
 *
 * <p>A table that ever left SOURCE is enrolled, for it never goes back there; one in TARGET is sealed. Of the window only the record's own
 * epoch is demanded: whoever acts by the one before is refused, re-reads the record and follows, and a move that is under way opens the
 * next one itself.
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
                true, record.phase() == Phase.TARGET, record.epoch(), record.epoch(), record.floor());
    }
}
