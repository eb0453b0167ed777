package io.slipway.demo.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.model.Keys;
import io.slipway.demo.v1.FileReport;
import io.slipway.demo.v1.Origin;
import io.slipway.demo.v1.Sighting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFeedTest {
    private static final int CHUNK_LIMIT_BYTES = 1 << 20;

    @TempDir
    Path noLargeFiles;

    private final ExecutorService two = Executors.newFixedThreadPool(2);
    private final ExecutorService one = Executors.newSingleThreadExecutor();

    @AfterEach
    void stopThreads() {
        two.shutdownNow();
        one.shutdownNow();
    }

    @Test
    void should_hand_over_exactly_the_wanted_rows_with_distinct_keys() throws IOException {
        Map<DemoTable, List<InputRecord>> tables = byTable(feed(noLargeFiles, two, 1_500, 1));

        assertThat(tables.values().stream().mapToInt(List::size).sum()).isEqualTo(1_500);
        assertThat(tables.get(DemoTable.SAMPLES)).hasSizeBetween(500, 600);
        assertThat(tables.get(DemoTable.SIGHTINGS)).hasSizeBetween(600, 700);
        assertThat(tables.get(DemoTable.STRINGS)).hasSizeBetween(299, 300);
        tables.values()
                .forEach(rows -> assertThat(rows).extracting(InputRecord::key).doesNotHaveDuplicates());
    }

    @Test
    void should_hand_over_the_same_rows_if_seed_and_number_are_the_same() throws IOException {
        assertThat(feed(noLargeFiles, two, 1_000, 5)).isEqualTo(feed(noLargeFiles, one, 1_000, 5));
    }

    @Test
    void should_hand_over_other_rows_if_the_seed_differs() throws IOException {
        Set<InputRecord> first = new HashSet<>(feed(noLargeFiles, two, 1_000, 1));

        assertThat(feed(noLargeFiles, two, 1_000, 2))
                .filteredOn(first::contains)
                .hasSizeLessThan(300);
    }

    @Test
    void should_hold_values_above_the_chunk_limit_and_rows_with_ttl() throws IOException {
        List<InputRecord> rows = feed(Path.of(System.getProperty("java.home")), two, 1_000, 1);

        assertThat(rows)
                .filteredOn(row -> row.value().size() > CHUNK_LIMIT_BYTES)
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(rows).filteredOn(row -> row.ttl() != null).isNotEmpty();
    }

    @Test
    void should_join_sightings_and_samples() throws IOException {
        Map<DemoTable, List<InputRecord>> tables = byTable(feed(noLargeFiles, two, 1_500, 1));
        Map<ByteString, FileReport> samples = tables.get(DemoTable.SAMPLES).stream()
                .map(row -> parse(row.value(), FileReport::parseFrom))
                .collect(Collectors.toMap(FileReport::getSha256, Function.identity()));

        for (InputRecord row : tables.get(DemoTable.SIGHTINGS)) {
            Sighting sighting = parse(row.value(), Sighting::parseFrom);
            assertThat(samples.get(sighting.getSha256()).getOriginsList())
                    .contains(Origin.newBuilder()
                            .setContainer(Keys.containerOf(row.key()))
                            .setPath(Keys.pathOf(row.key()))
                            .build());
        }
    }

    @Test
    void should_refuse_too_few_rows() throws IOException {
        try (InputCatalog catalog = InputCatalog.open(noLargeFiles, List.of())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new InputFeed(catalog, one, 999, 1))
                    .withMessageContaining("at least 1000, not 999");
        }
    }

    private static List<InputRecord> feed(Path javaHome, ExecutorService executor, int rows, long seed)
            throws IOException {
        List<Path> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        try (InputCatalog catalog = InputCatalog.open(javaHome, jars)) {
            List<InputRecord> records = new ArrayList<>();
            int handedOver = new InputFeed(catalog, executor, rows, seed).run(records::add);
            assertThat(handedOver).isEqualTo(records.size());
            return records;
        }
    }

    private static Map<DemoTable, List<InputRecord>> byTable(List<InputRecord> records) {
        return records.stream().collect(Collectors.groupingBy(InputRecord::table));
    }

    private interface Parser<M> {
        M parse(ByteString bytes) throws InvalidProtocolBufferException;
    }

    private static <M> M parse(ByteString bytes, Parser<M> parser) {
        try {
            return parser.parse(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
