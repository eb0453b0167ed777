package io.slipway.testkit.sim;

import java.util.List;
import java.util.Map;

/**
 * How one world ended.
 *
 * @param trace a hash over the order of everything that happened: the same seed gives the same one
 * @param answered calls of clients that were answered well
 * @param failed calls of clients that failed, with whatever outcome
 * @param reads values whose reading was judged
 * @param validations that ran to their end
 * @param comparisons keys compared by them
 * @param faults how often each fault was injected
 * @param steps calls made while two processes were in these two phases
 * @param violations what must never happen and did, each with the history of its key
 */
public record SimResult(
        long seed,
        long trace,
        long tasks,
        long virtualMillis,
        long answered,
        long failed,
        long reads,
        long validations,
        long comparisons,
        Map<FaultKind, Long> faults,
        Map<PhaseStep, Long> steps,
        List<String> violations) {}
