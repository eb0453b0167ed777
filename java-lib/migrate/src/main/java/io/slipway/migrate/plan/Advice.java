package io.slipway.migrate.plan;

import io.slipway.spi.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Judges layouts by their figures: bounds on partitions are the server vendors' usual ones. Pure. */
final class Advice {

    static final long PARTITION_BYTES_MAX = 100_000_000;
    static final long PARTITION_ROWS_MAX = 100_000;

    /** A prefix that more than one of so many rows belong to is hot. */
    private static final int HOT_SHARE = 20;

    private static final long HOT_ROWS_MIN = 1_000;

    private Advice() {}

    /** A recommendation with its reasons. */
    record Choice(Layout layout, List<String> reasons) {}

    static List<String> warnings(LayoutFigures figures) {
        List<String> warnings = new ArrayList<>();
        if (figures.refused() > 0) {
            warnings.add(figures.refused() + " keys do not fit: " + figures.refusal());
        }
        if (figures.partitionBytes().max() > PARTITION_BYTES_MAX) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "a partition of %d MB; above 100 MB compaction and repair suffer",
                    figures.partitionBytes().max() / 1_000_000));
        }
        if (figures.partitionRows().max() > PARTITION_ROWS_MAX) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "a partition of %,d rows; keep them below 100,000",
                    figures.partitionRows().max()));
        }
        if (!(figures.layout() instanceof Layout.Hash)) {
            figures.hottest().stream()
                    .filter(hot -> hot.rows() >= HOT_ROWS_MIN && hot.rows() > figures.rows() / HOT_SHARE)
                    .findFirst()
                    .ifPresent(hot -> warnings.add(String.format(
                            Locale.ROOT,
                            "one prefix has %.0f%% of the rows, on %d partition(s)",
                            100.0 * hot.rows() / figures.rows(),
                            buckets(figures.layout()))));
        }
        return List.copyOf(warnings);
    }

    private static int buckets(Layout layout) {
        return layout instanceof Layout.Bucketed bucketed ? bucketed.buckets() : 1;
    }

    /** @param scans whether services scan ranges within a prefix in order */
    static Choice choose(List<Plan.Option> options, boolean scans) {
        if (!scans) {
            return new Choice(
                    Layout.hash(),
                    List.of(
                            "each key is a partition of its own: none grows, none gets hot by its neighbours",
                            "ordered scans would be refused; if services scan within a prefix, plan with --scans"));
        }
        Comparator<Plan.Option> together = Comparator.comparingDouble(option ->
                (double) option.figures().rows() / Math.max(1, option.figures().partitions()));
        List<Plan.Option> prefixes = options.stream()
                .filter(option -> !(option.figures().layout() instanceof Layout.Hash))
                .filter(option -> option.figures().refused() == 0)
                .toList();
        Optional<Plan.Option> plain = prefixes.stream()
                .filter(option -> option.figures().layout() instanceof Layout.Prefix && fits(option))
                .max(together);
        if (plain.isPresent()) {
            return new Choice(
                    plain.get().figures().layout(),
                    List.of(
                            "of the layouts whose partitions stay within bounds it keeps the most rows together in order",
                            "scans within one prefix read one partition"));
        }
        Optional<Plan.Option> bucketed = prefixes.stream().filter(Advice::fits).max(together);
        return bucketed.map(option -> new Choice(
                        option.figures().layout(),
                        List.of(
                                "every plain prefix has partitions that are too large or too hot",
                                "scans within one prefix merge its buckets")))
                .orElseGet(
                        () -> new Choice(
                                Layout.hash(),
                                List.of(
                                        "no layout keeps prefixes together within bounds; name a longer prefix with --layout")));
    }

    private static boolean fits(Plan.Option option) {
        return option.warnings().isEmpty();
    }
}
