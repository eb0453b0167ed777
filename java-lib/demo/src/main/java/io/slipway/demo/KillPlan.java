package io.slipway.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * When which service process is killed: each once, the first while the load runs, the second between {@code audit} and {@code target}, the
 * others anywhere. Chosen by a seed.
 */
record KillPlan(List<Strike> strikes) {
    /** Nobody is killed. */
    static final KillPlan NONE = new KillPlan(List.of());

    private static final double SHARE_MIN = 0.2;
    private static final double SHARE_MAX = 0.7;

    /** The parts of the journey at which a process can be killed. */
    enum Moment {
        AT_SOURCE("source"),
        AT_DUAL_WRITE("dual-write"),
        LOADING("load"),
        AT_AUDIT("audit"),
        TO_READ_TARGET("audit -> read-target"),
        AT_READ_TARGET("read-target"),
        BACK_TO_AUDIT("read-target -> audit"),
        AT_AUDIT_AGAIN("audit, again"),
        AT_READ_TARGET_AGAIN("read-target, again"),
        TO_TARGET("read-target -> target"),
        AT_TARGET("target");

        private final String text;

        Moment(String text) {
            this.text = text;
        }

        /** As the report calls it. */
        String text() {
            return text;
        }
    }

    /** @param share how much of the moment passes before, 0 to 1 */
    record Strike(String process, Moment moment, double share) {}

    static KillPlan of(List<String> processes, long seed) {
        Random random = new Random(seed);
        List<String> order = new ArrayList<>(processes);
        Collections.shuffle(order, random);
        List<Moment> beforeTheSeal = new ArrayList<>(Stream.of(Moment.values())
                .filter(moment -> moment.compareTo(Moment.LOADING) > 0 && moment != Moment.AT_TARGET)
                .toList());
        Collections.shuffle(beforeTheSeal, random);
        List<Moment> moments = new ArrayList<>(List.of(Moment.LOADING, beforeTheSeal.get(0)));
        List<Moment> rest = new ArrayList<>(List.of(Moment.values()));
        rest.removeAll(moments);
        Collections.shuffle(rest, random);
        moments.addAll(rest);
        List<Strike> strikes = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            double share = SHARE_MIN + random.nextDouble() * (SHARE_MAX - SHARE_MIN);
            strikes.add(new Strike(order.get(i), moments.get(i % moments.size()), share));
        }
        return new KillPlan(List.copyOf(strikes));
    }

    /** Those of one moment, earliest first. */
    List<Strike> at(Moment moment) {
        return strikes.stream()
                .filter(strike -> strike.moment() == moment)
                .sorted(Comparator.comparingDouble(Strike::share))
                .toList();
    }
}
