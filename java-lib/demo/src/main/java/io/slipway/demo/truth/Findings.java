package io.slipway.demo.truth;

import java.util.ArrayList;
import java.util.List;

/**
 * What the final check found.
 *
 * @param keysChecked keys that were judged
 * @param lostWrites keys whose acknowledged value is not there
 * @param resurrectedDeletes keys that are there though their removal was acknowledged, they expired, or nobody wrote them
 * @param wrongExpiries keys with the right value and another expiry
 * @param examples a few of those, for people
 */
public record Findings(
        long keysChecked, long lostWrites, long resurrectedDeletes, long wrongExpiries, List<String> examples) {

    public static final Findings NONE = new Findings(0, 0, 0, 0, List.of());

    private static final int EXAMPLES_MAX = 20;

    Findings plus(Findings other) {
        List<String> all = new ArrayList<>(examples);
        all.addAll(other.examples);
        return new Findings(
                keysChecked + other.keysChecked,
                lostWrites + other.lostWrites,
                resurrectedDeletes + other.resurrectedDeletes,
                wrongExpiries + other.wrongExpiries,
                all.subList(0, Math.min(all.size(), EXAMPLES_MAX)));
    }
}
