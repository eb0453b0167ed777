package io.slipway.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;

/** Measurements of two benchmarks, and how sure they make us. */
public final class Samples {

    private static final int RESAMPLES = 2_000;
    private static final long SEED = 1;

    private final double[] subject;
    private final double[] peer;

    public Samples(List<Double> subject, List<Double> peer) {
        this.subject = subject.stream().mapToDouble(value -> value).toArray();
        this.peer = peer.stream().mapToDouble(value -> value).toArray();
    }

    /** A number between {@code low} and {@code high} with 95% confidence. */
    public record Interval(double low, double high) {}

    public double subjectMedian() {
        return median(subject);
    }

    public double peerMedian() {
        return median(peer);
    }

    /** From the peer's least to its most, as a share of its median. */
    public double peerSpread() {
        double least = Arrays.stream(peer).min().orElseThrow();
        double most = Arrays.stream(peer).max().orElseThrow();
        return (most - least) / peerMedian();
    }

    /** The 95% interval of a function of the two medians, by the percentile bootstrap (Efron 1979). */
    Interval interval(DoubleBinaryOperator function) {
        Random random = new Random(SEED);
        double[] values = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            values[i] = function.applyAsDouble(median(resample(subject, random)), median(resample(peer, random)));
        }
        Arrays.sort(values);
        return new Interval(values[(int) (RESAMPLES * 0.025)], values[(int) (RESAMPLES * 0.975)]);
    }

    private static double[] resample(double[] values, Random random) {
        return random.ints(values.length, 0, values.length)
                .mapToDouble(i -> values[i])
                .toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
