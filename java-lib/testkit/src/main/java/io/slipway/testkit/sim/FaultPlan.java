package io.slipway.testkit.sim;

import java.util.SplittableRandom;

/**
 * How often what goes wrong in one world: probabilities per call, and mean pauses between what befalls whole processes, in virtual
 * milliseconds (0: never).
 */
record FaultPlan(
        double lost,
        double answerLost,
        double late,
        double duplicated,
        double refused,
        double overloaded,
        double delayed,
        double crashAtCall,
        int pauseEveryMillis,
        int outageEveryMillis,
        int cutEveryMillis,
        int sourceRestartEveryMillis) {

    /** Nothing goes wrong. */
    static final FaultPlan NONE = new FaultPlan(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Some worlds are calm, some have one kind of trouble, some have all of them. */
    static FaultPlan draw(SplittableRandom random) {
        double storm = random.nextInt(10) == 0 ? 0 : 0.005 + 0.04 * random.nextDouble();
        return new FaultPlan(
                some(random, storm),
                some(random, storm),
                some(random, storm),
                some(random, 2 * storm),
                some(random, storm),
                some(random, storm),
                some(random, 2 * storm),
                some(random, storm / 20),
                random.nextBoolean() ? 0 : 2_000 + random.nextInt(8_000),
                random.nextBoolean() ? 0 : 3_000 + random.nextInt(10_000),
                random.nextBoolean() ? 0 : 2_000 + random.nextInt(8_000),
                random.nextBoolean() ? 0 : 4_000 + random.nextInt(15_000));
    }

    private static double some(SplittableRandom random, double rate) {
        return random.nextBoolean() ? rate * random.nextDouble() : 0;
    }
}
