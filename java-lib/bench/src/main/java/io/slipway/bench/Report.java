package io.slipway.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Findings as a table for people and as JSON for programs. */
public final class Report {

    private static final List<String> HEAD = List.of(
            "name", "value", "unit", "against", "value", "spread", "ratio", "95% of ratio", "added", "target", "holds");

    private Report() {}

    public static String table(List<Finding> findings) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Finding finding : findings) {
            rows.add(List.of(
                    finding.work(),
                    number(finding.subjectValue()),
                    finding.unit(),
                    finding.peer(),
                    number(finding.peerValue()),
                    percent(finding.peerSpread()),
                    ratio(finding.ratio()),
                    ratio(finding.ci95().get(0)) + " .. " + ratio(finding.ci95().get(1)),
                    number(finding.added()),
                    finding.target(),
                    finding.holds()));
        }
        int[] widths = new int[HEAD.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(String.format("%-" + (widths[i] + 2) + "s", row.get(i)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    public static void write(Path file, List<Finding> findings) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), findings);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
    }

    private static String percent(double share) {
        return Double.isFinite(share) ? Math.round(share * 100) + "%" : "-";
    }

    private static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
    }
}
