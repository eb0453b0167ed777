package io.slipway.source.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, by a limit on the size of files that the test sets and lifts while the store is open in another process. */
class FullDiskTest {

    /** Below the size that the log has by then: neither writing nor opening again can succeed. */
    private static final long FILE_BYTES_MAX = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void should_refuse_writes_keep_reading_and_recover_if_the_disk_is_full_for_a_while() throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> arguments = List.of(folder.resolve("store").toString());
        try (ChildProcess child = ChildProcess.start(FullDiskProgram.class, temporary, arguments)) {
            assertThat(child.marked()).isEqualTo("filled");
            limit(child.pid(), FILE_BYTES_MAX + ":unlimited");
            child.say("write");
            assertThat(child.marked()).isEqualTo("refused UNAVAILABLE DISK_FULL");
            assertThat(child.marked()).isEqualTo("checked well");
            limit(child.pid(), "unlimited:unlimited");
            child.say("there is space");
            assertThat(child.marked()).isEqualTo("accepted");
            assertThat(child.marked()).isEqualTo("checked well");
            assertThat(child.exitCode()).isZero();
        }
    }

    private static void limit(long pid, String bytes) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--fsize=" + bytes)
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }
}
