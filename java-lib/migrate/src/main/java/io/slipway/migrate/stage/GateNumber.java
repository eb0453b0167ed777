package io.slipway.migrate.stage;

/**
 * One number that a gate looks at.
 *
 * @param name what is counted
 * @param value how much of it there is
 * @param min the least that holds
 * @param max the most that holds; {@link Long#MAX_VALUE} for no bound
 * @param kind whether it can be forced, and whether it is waited for
 * @param detail what exactly was counted, where it helps; else empty
 */
public record GateNumber(String name, long value, long min, long max, Kind kind, String detail) {

    /** What happens if the number does not hold. */
    public enum Kind {
        /** Refused at once, unless the move is forced with a reason. */
        EVIDENCE,
        /** Refused at once; never forced. */
        SAFETY,
        /** Waited for until the move's timeout, then refused; never forced. */
        AWAITED
    }

    static GateNumber zero(String name, long value, Kind kind) {
        return new GateNumber(name, value, 0, 0, kind, "");
    }

    static GateNumber atLeast(String name, long value, long min, Kind kind) {
        return new GateNumber(name, value, min, Long.MAX_VALUE, kind, "");
    }

    /** The same number with what was counted. */
    GateNumber detailed(String counted) {
        return new GateNumber(name, value, min, max, kind, counted);
    }

    public boolean holds() {
        return value >= min && value <= max;
    }

    /** The bound as people read it, such as {@code = 0} or {@code >= 1}. */
    public String bound() {
        if (min == max) {
            return "= " + min;
        }
        return max == Long.MAX_VALUE ? ">= " + min : min + " to " + max;
    }

    /** Such as {@code mismatches 3 (must be = 0)}. */
    public String text() {
        return name + " " + value + (detail.isEmpty() ? "" : ": " + detail) + (holds() ? " (ok, " : " (must be ")
                + bound() + ")";
    }
}
