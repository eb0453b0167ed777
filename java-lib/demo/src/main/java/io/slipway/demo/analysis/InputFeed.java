package io.slipway.demo.analysis;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.model.Keys;
import io.slipway.demo.v1.FileKind;
import io.slipway.demo.v1.FileReport;
import io.slipway.demo.v1.Origin;
import io.slipway.demo.v1.Sighting;
import io.slipway.demo.v1.StringUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Turns a catalog into a wanted number of records: four fifths samples and their sightings, one fifth strings. Files
 * are picked in an order drawn from the seed, after the large ones; equal files become one sample with several
 * sightings. When the files run out, strings make up the number as far as they reach.
 */
public final class InputFeed {
    /** Smallest number of rows that holds the large files and some of each table. */
    public static final int ROWS_MIN = 1_000;

    /** Texts age: documentation and properties are seen again with the next build. */
    private static final Duration TEXT_SIGHTING_TTL = Duration.ofDays(7);

    private static final Duration IMAGE_TTL = Duration.ofDays(30);
    private static final int IN_FLIGHT_MAX = 64;

    private final InputCatalog catalog;
    private final OrderedParallel parallel;
    private final int rows;
    private final SeededRank ranks;

    /**
     * @param catalog must stay open while the feed runs
     * @param executor reads and analyses files; its threads bound the parallelism
     * @param rows how many records, at least {@link #ROWS_MIN}
     */
    public InputFeed(InputCatalog catalog, Executor executor, int rows, long seed) {
        if (rows < ROWS_MIN) {
            throw new IllegalArgumentException("rows must be at least " + ROWS_MIN + ", not " + rows);
        }
        this.catalog = catalog;
        this.parallel = new OrderedParallel(executor, IN_FLIGHT_MAX);
        this.rows = rows;
        this.ranks = new SeededRank(seed);
    }

    /** One distinct content: a file that has it and every picked place where it lies. */
    private record Sample(InputFile file, ByteString sha256, List<InputFile> places) {}

    private record Hashed(InputFile file, ByteString sha256) {}

    private record Analyzed(Sample sample, FileReport report) {}

    /**
     * Analyses and hands over all records; returns when the sink has taken the last.
     *
     * @return how many records there were: {@code rows}, or fewer when the input holds no more
     * @throws UncheckedIOException if a file of the catalog cannot be read
     */
    public int run(RecordSink sink) {
        List<Sample> samples = pick(rows - rows / 5);
        int fileRecords =
                samples.stream().mapToInt(sample -> 1 + sample.places().size()).sum();
        StringSketch strings = new StringSketch(rows - fileRecords, ranks);
        parallel.forEach(samples.iterator(), this::analyze, analyzed -> {
            strings.add(
                    analyzed.sample().sha256(), analyzed.report().getStrings().getTextsList());
            emit(analyzed, sink);
            return true;
        });
        List<StringUse> uses = strings.smallest();
        for (StringUse use : uses) {
            sink.accept(new InputRecord(DemoTable.STRINGS, Keys.string(use.getText()), use.toByteString(), null));
        }
        return fileRecords + uses.size();
    }

    /** Picks files until their samples and sightings make up the wanted number; one more than that is possible. */
    private List<Sample> pick(int wanted) {
        List<InputFile> order = new ArrayList<>(catalog.others());
        order.sort(Comparator.<InputFile>comparingLong(file -> ranks.of(file.place()))
                .thenComparing(InputFile::place));
        order.addAll(0, catalog.large());
        Map<ByteString, Sample> samples = new LinkedHashMap<>();
        int[] picked = {0};
        parallel.forEach(order.iterator(), InputFeed::hash, hashed -> {
            samples.computeIfAbsent(hashed.sha256(), sha256 -> new Sample(hashed.file(), sha256, new ArrayList<>()))
                    .places()
                    .add(hashed.file());
            return ++picked[0] + samples.size() < wanted;
        });
        return List.copyOf(samples.values());
    }

    private static Hashed hash(InputFile file) {
        try {
            return new Hashed(file, FileAnalyzer.sha256(file.content().read()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.place(), e);
        }
    }

    private Analyzed analyze(Sample sample) {
        try {
            FileReport.Builder report = FileAnalyzer.analyze(sample.file());
            sample.places().stream()
                    .sorted(Comparator.comparing(InputFile::place))
                    .map(place ->
                            Origin.newBuilder().setContainer(place.container()).setPath(place.path()))
                    .forEach(report::addOrigins);
            return new Analyzed(sample, report.build());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + sample.file().place(), e);
        }
    }

    private static void emit(Analyzed analyzed, RecordSink sink) {
        FileReport report = analyzed.report();
        FileKind kind = report.getKind();
        sink.accept(new InputRecord(
                DemoTable.SAMPLES, report.getSha256(), report.toByteString(), isImage(kind) ? IMAGE_TTL : null));
        Sighting sighting = Sighting.newBuilder()
                .setSha256(report.getSha256())
                .setSizeBytes(report.getSizeBytes())
                .setKind(kind)
                .build();
        @Nullable Duration ttl = isText(kind) ? TEXT_SIGHTING_TTL : null;
        for (InputFile place : analyzed.sample().places()) {
            sink.accept(new InputRecord(
                    DemoTable.SIGHTINGS, Keys.sighting(place.container(), place.path()), sighting.toByteString(), ttl));
        }
    }

    private static boolean isImage(FileKind kind) {
        return kind == FileKind.FILE_KIND_PNG || kind == FileKind.FILE_KIND_GIF || kind == FileKind.FILE_KIND_JPEG;
    }

    private static boolean isText(FileKind kind) {
        return kind == FileKind.FILE_KIND_TEXT
                || kind == FileKind.FILE_KIND_PROPERTIES
                || kind == FileKind.FILE_KIND_HTML
                || kind == FileKind.FILE_KIND_XML;
    }
}
