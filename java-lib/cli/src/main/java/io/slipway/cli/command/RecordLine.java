package io.slipway.cli.command;

import io.slipway.spi.config.TableConfig;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** A table's record, as it is printed. */
record RecordLine(
        String table,
        String target,
        String stage,
        String phase,
        long epoch,
        long entry,
        String layout,
        int valueBytesMax,
        int graceSeconds,
        String policy,
        double auditSample,
        long floor,
        List<String> targetReaders,
        String reason,
        String author,
        String at) {

    static final List<String> HEAD = List.of("TABLE", "STAGE", "PHASE", "EPOCH", "LAYOUT", "AT", "AUTHOR", "REASON");

    static RecordLine of(TableConfig record) {
        return new RecordLine(
                record.spec().name(),
                record.spec().target(),
                record.phase().stage().text(),
                phase(record),
                record.epoch(),
                record.entry(),
                record.spec().layout().text(),
                record.spec().valueBytesMax(),
                record.spec().graceSeconds(),
                record.policy().name().toLowerCase(Locale.ROOT),
                record.auditSample(),
                record.floor(),
                List.copyOf(new TreeSet<>(record.targetReaders())),
                record.reason(),
                record.author(),
                record.at().toString());
    }

    static String phase(TableConfig record) {
        return record.phase().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<String> cells() {
        return List.of(table, stage, phase, Long.toString(epoch), layout, at, author, reason);
    }
}
