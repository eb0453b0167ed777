package io.slipway.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One service, compiled once, answers alike whatever is beneath it. */
class DropInIT {

    private static final long SEED = 20_260_101;
    private static final int OPERATIONS = 600;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    private static DropInService service;
    private static List<String> transcript;

    @BeforeAll
    static void runOnTheOldStore() throws Exception {
        service = DropInService.compile(Files.createDirectory(folder.resolve("service")));
        transcript = service.run(DropInService.oldProvider(), oldConfig("old"), SEED, OPERATIONS);
    }

    @Test
    void should_have_a_transcript_worth_comparing() {
        assertThat(transcript).hasSizeGreaterThan(OPERATIONS);
        assertThat(transcript).filteredOn(line -> line.contains("Optional[")).hasSizeGreaterThan(30);
        assertThat(transcript)
                .filteredOn(line -> line.contains("Optional.empty"))
                .hasSizeGreaterThan(10);
        assertThat(transcript).filteredOn(line -> line.contains("SLIPWAY-1")).hasSizeGreaterThan(5);
        assertThat(transcript)
                .noneMatch(line -> line.contains("SLIPWAY-2")
                        || line.contains("SLIPWAY-3")
                        || line.contains("SLIPWAY-4")
                        || line.contains("SLIPWAY-5")
                        || line.contains("SLIPWAY-9"));
    }

    @Test
    void should_answer_alike_beside_the_oldest_protobuf() throws Exception {
        assertThat(service.run(
                        DropInService.withOldestProtobuf(DropInService.oldProvider()),
                        oldConfig("oldest"),
                        SEED,
                        OPERATIONS))
                .isEqualTo(transcript);
    }

    private static Path oldConfig(String name) throws Exception {
        return Files.writeString(
                folder.resolve(name + ".yaml"),
                """
                source:
                  rocksdb:
                    path: %s
                    sync: false
                """
                        .formatted(folder.resolve(name)));
    }
}
