package io.slipway.bench;

/** What a comparison must show. */
public sealed interface Target {

    /** Nothing: the numbers are there to be watched. */
    record None() implements Target {}

    /** The subject may cost at most {@code most} of the comparison's unit more than its peer. */
    record Added(double most) implements Target {}

    /** The subject may cost at most {@code most}, whatever its peer costs. */
    record AtMost(double most) implements Target {}

    /** The subject may cost at most {@code most} times what its peer costs. */
    record Times(double most) implements Target {}

    /** The subject must reach at least {@code least} times what its peer reaches: more is better. */
    record AtLeast(double least) implements Target {}

    static Target none() {
        return new None();
    }

    /** The target as the report shows it. */
    default String text(String unit) {
        if (this instanceof Added added) {
            return "<= +%s %s".formatted(number(added.most), unit);
        }
        if (this instanceof AtMost bound) {
            return "<= %s %s".formatted(number(bound.most), unit);
        }
        if (this instanceof AtLeast reached) {
            return ">= " + number(reached.least) + "x";
        }
        return this instanceof Times times ? "<= " + number(times.most) + "x" : "-";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
