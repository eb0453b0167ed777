package io.slipway.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * One line of the report.
 *
 * @param peerSpread how far the peer's own measurements lie apart, least to most, as a share of their median: the noise
 * @param ratio subject divided by peer
 * @param ci95 the ratio's 95% interval
 * @param added subject less peer
 * @param addedCi95 its 95% interval
 * @param target what must hold, {@code -} if nothing must
 * @param holds {@code yes} or {@code no} if the interval lies on one side of the target, {@code undecided} if it straddles it, {@code -}
 *     without a target
 */
@JsonPropertyOrder({
    "work",
    "subject",
    "peer",
    "subject_value",
    "peer_value",
    "unit",
    "peer_spread",
    "ratio",
    "ci95",
    "added",
    "added_ci95",
    "target",
    "holds"
})
public record Finding(
        String work,
        String subject,
        String peer,
        @JsonProperty("subject_value") double subjectValue,
        @JsonProperty("peer_value") double peerValue,
        String unit,
        @JsonProperty("peer_spread") double peerSpread,
        double ratio,
        List<Double> ci95,
        double added,
        @JsonProperty("added_ci95") List<Double> addedCi95,
        String target,
        String holds) {

    static Finding of(Comparison comparison, String unit, Target target, Samples samples) {
        return of(comparison.work(), comparison.subject(), comparison.against(), unit, target, samples);
    }

    public static Finding of(
            String work, String subjectName, String peerName, String unit, Target target, Samples samples) {
        double subject = samples.subjectMedian();
        double peer = samples.peerMedian();
        Samples.Interval ratio = samples.interval((ours, theirs) -> ours / theirs);
        Samples.Interval added = samples.interval((ours, theirs) -> ours - theirs);
        return new Finding(
                work,
                subjectName,
                peerName,
                round(subject),
                round(peer),
                unit,
                round(samples.peerSpread()),
                round(subject / peer),
                List.of(round(ratio.low()), round(ratio.high())),
                round(subject - peer),
                List.of(round(added.low()), round(added.high())),
                target.text(unit),
                holds(target, samples));
    }

    private static String holds(Target target, Samples samples) {
        Samples.Interval ratio = samples.interval((ours, theirs) -> ours / theirs);
        if (target instanceof Target.Added bound) {
            return holds(samples.interval((ours, theirs) -> ours - theirs), bound.most());
        }
        if (target instanceof Target.AtMost bound) {
            return holds(samples.interval((ours, theirs) -> ours), bound.most());
        }
        if (target instanceof Target.AtLeast bound) {
            return holds(new Samples.Interval(-ratio.high(), -ratio.low()), -bound.least());
        }
        return target instanceof Target.Times bound ? holds(ratio, bound.most()) : "-";
    }

    private static String holds(Samples.Interval interval, double most) {
        if (interval.high() <= most) {
            return "yes";
        }
        return interval.low() > most ? "no" : "undecided";
    }

    private static double round(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
