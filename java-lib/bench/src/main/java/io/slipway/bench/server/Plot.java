package io.slipway.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Draws lines into a PNG. */
final class Plot {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 560;

    private Plot() {}

    /** Draws one line a name, y over x, both axes from zero. */
    static void write(
            Path file, String title, String xTitle, String yTitle, Map<String, ? extends Map<Double, Double>> lines)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0);
        new TreeMap<>(lines).forEach((name, points) -> {
            Map<Double, Double> sorted = new TreeMap<>(points);
            chart.addSeries(name, List.copyOf(sorted.keySet()), List.copyOf(sorted.values()));
        });
        Files.createDirectories(file.toAbsolutePath().getParent());
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
