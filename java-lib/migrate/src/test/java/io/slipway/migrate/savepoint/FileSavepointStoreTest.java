package io.slipway.migrate.savepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.migrate.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSavepointStoreTest {

    @TempDir
    Path folder;

    @Test
    void should_replace_the_whole_content() throws IOException {
        FileSavepointStore store = new FileSavepointStore(folder.resolve("deep/load.savepoint"), Runnable::run);
        assertThat(store.read().toCompletableFuture().join()).isEmpty();
        store.write(ByteString.copyFromUtf8("a long first content"))
                .toCompletableFuture()
                .join();
        store.write(ByteString.copyFromUtf8("short")).toCompletableFuture().join();
        assertThat(store.read().toCompletableFuture().join()).contains(ByteString.copyFromUtf8("short"));
        try (var files = Files.list(folder.resolve("deep"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void should_name_the_file_if_it_cannot_be_written() throws IOException {
        Path blocked = Files.writeString(folder.resolve("file"), "in the way");
        FileSavepointStore store = new FileSavepointStore(blocked.resolve("load.savepoint"), Runnable::run);
        assertThatThrownBy(() -> {
                    try {
                        store.write(ByteString.EMPTY).toCompletableFuture().join();
                    } catch (RuntimeException e) {
                        throw Failures.cause(e);
                    }
                })
                .hasMessageContaining("SLIPWAY-1025")
                .hasMessageContaining("load.savepoint");
    }
}
