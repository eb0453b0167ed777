package io.slipway.migrate.validate;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a validation ended.
 *
 * @param cancelled it was stopped before its end; the next one goes on from there
 * @param sourceRows rows looked at, at the source
 * @param targetRows rows looked at, at the target
 * @param comparisons keys that were compared
 * @param differences how many keys differ, by kind; exact
 * @param repaired how many of them were repaired
 * @param moving keys that changed at every look: each of those writes replaced the whole value at both sides
 * @param undecided keys whose writes the target had not confirmed in time, or that differed at the last look without having stood still for
 *     two; while there are any, the validation is not complete
 * @param examples the first differences
 */
public record ValidationReport(
        String table,
        boolean cancelled,
        long sourceRows,
        long targetRows,
        long comparisons,
        Map<Difference.Kind, Long> differences,
        long repaired,
        long moving,
        long undecided,
        Duration duration,
        List<Difference> examples) {

    public long count(Difference.Kind kind) {
        return differences.getOrDefault(kind, 0L);
    }

    /** Differences that are left. */
    public long left() {
        return differences.values().stream().mapToLong(Long::longValue).sum() - repaired;
    }

    /** Whether every key in its scope was decided. */
    public boolean complete() {
        return !cancelled && undecided == 0;
    }
}
