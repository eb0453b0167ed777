package io.slipway.demo.traffic;

import io.slipway.migrate.Count;
import io.slipway.migrate.Counters;

/**
 * What was counted, in one process or in several together.
 *
 * @param operations answered in the end, with a result or a failure
 * @param failed operations that failed after all attempts
 * @param retries attempts beyond the first, of the callers and of the router
 * @param wrongAnswers reads that contradicted what their reader had been acknowledged
 * @param deletesRacedByLoad keys removed while their split was being loaded
 * @param comparisons reads that the audit compared
 * @param mismatches lasting differences that it found
 * @param recovered outbox entries that recoverers applied late
 */
public record Totals(
        long operations,
        long failed,
        long retries,
        long wrongAnswers,
        long deletesRacedByLoad,
        long comparisons,
        long mismatches,
        long recovered) {

    public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0);

    /** What the callers and the router of this process have counted by now. */
    public static Totals of(Tally tally, Counters counters) {
        return new Totals(
                tally.operations(),
                tally.failed(),
                tally.retries() + counters.total(Count.RETRIES),
                tally.wrongAnswers(),
                tally.deletesRacedByLoad(),
                counters.total(Count.COMPARISONS),
                counters.total(Count.MISMATCHES),
                counters.total(Count.RECOVERED));
    }

    public Totals plus(Totals other) {
        return new Totals(
                operations + other.operations,
                failed + other.failed,
                retries + other.retries,
                wrongAnswers + other.wrongAnswers,
                deletesRacedByLoad + other.deletesRacedByLoad,
                comparisons + other.comparisons,
                mismatches + other.mismatches,
                recovered + other.recovered);
    }
}
