package io.slipway.testkit.sim;

import io.slipway.spi.config.Phase;

/** A step between two epochs of a table, as two processes live through it at once: one still before it, one behind it. */
public record PhaseStep(Phase before, Phase after) implements Comparable<PhaseStep> {

    @Override
    public int compareTo(PhaseStep other) {
        int byBefore = before.compareTo(other.before);
        return byBefore != 0 ? byBefore : after.compareTo(other.after);
    }

    @Override
    public String toString() {
        return before + " -> " + after;
    }
}
