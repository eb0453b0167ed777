package io.slipway.demo.process;

import io.slipway.demo.traffic.Role;
import java.time.Duration;

/** Waits for a moment at which a service process is amid operations, so that a kill leaves some without an answer. */
final class Ambush {
    /** Keys under way at a master: more than its callers write at once, so a bulk submission is among them. */
    private static final int WRITES_WANTED = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Ambush() {}

    /** Returns how many operations are under way, at the latest when the patience ends. */
    static int on(Child child, Role role) throws InterruptedException {
        if (role == Role.MASTER) {
            child.submit();
        }
        long begin_ns = System.nanoTime();
        Word.Counted counted = child.count().join();
        while (!isMet(counted, role) && System.nanoTime() - begin_ns < PATIENCE.toNanos()) {
            Thread.sleep(1);
            counted = child.count().join();
        }
        return counted.calls();
    }

    private static boolean isMet(Word.Counted counted, Role role) {
        return role == Role.MASTER ? counted.writes() >= WRITES_WANTED : counted.calls() > 0;
    }
}
