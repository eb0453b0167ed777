package io.slipway.source.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.KeyRange;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoreException;
import io.slipway.spi.StoreException.Kind;
import io.slipway.spi.StoredValue;
import io.slipway.spi.source.SourceBatch;
import io.slipway.spi.source.SourceStore;
import io.slipway.spi.source.SourceWrite;
import io.slipway.spi.source.TableEpoch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** What opening says of a path that is taken, foreign or damaged. */
class OpeningTest {

    private static final TableEpoch TABLE = new TableEpoch("t", 0);
    private static final int ROWS = 200;

    @TempDir
    private Path folder;

    @Test
    void should_name_the_path_if_it_is_open_already() {
        SourceStore first = open();
        try (first) {
            StoreException refused = refused();
            assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(refused.code()).isEqualTo(KvErrorCode.SOURCE_UNAVAILABLE);
            assertThat(refused)
                    .hasMessageContaining(store().toString())
                    .hasMessageContaining("is open in another process");
        }
    }

    @Test
    void should_name_the_path_if_another_process_has_it_open() throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        try (ChildProcess child = ChildProcess.start(FullDiskProgram.class, temporary, List.of(store().toString()))) {
            assertThat(child.marked()).isEqualTo("filled");
            StoreException refused = refused();
            assertThat(refused.code()).isEqualTo(KvErrorCode.SOURCE_UNAVAILABLE);
            assertThat(refused)
                    .hasMessageContaining(store().toString())
                    .hasMessageContaining("is open in another process");
        }
    }

    @Test
    void should_refuse_a_path_that_is_a_file() throws IOException {
        Files.writeString(store(), "no folder");
        assertThat(refused().code()).isEqualTo(KvErrorCode.CONFIG);
        assertThat(refused()).hasMessageContaining("cannot create the folder " + store());
    }

    @Test
    void should_refuse_a_database_of_somebody_else_and_leave_it_alone() throws Exception {
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB foreign = RocksDB.open(options, store().toString())) {
            foreign.put(new byte[] {1}, new byte[] {2});
        }
        assertThat(refused().code()).isEqualTo(KvErrorCode.CONFIG);
        assertThat(refused()).hasMessageContaining("holds a RocksDB database that is none of this store's");
    }

    @Test
    void should_refuse_a_store_whose_manifest_is_damaged() throws IOException {
        fill();
        damage("MANIFEST-*", 0.5);
        assertThat(refused().kind()).isEqualTo(Kind.CORRUPT);
        assertThat(refused().code()).isEqualTo(KvErrorCode.DATA_CORRUPT);
        assertThat(refused()).hasMessageContaining("the embedded store at " + store() + " is damaged");
    }

    @Test
    void should_refuse_a_store_whose_log_is_damaged_before_its_end() throws IOException {
        fill();
        damage("*.log", 0.3);
        assertThat(refused().kind()).isEqualTo(Kind.CORRUPT);
    }

    @Test
    void should_say_that_data_is_damaged_if_a_read_meets_it() throws IOException {
        fill();
        try (SourceStore store = open()) {
            answer(store.snapshot(TABLE.table())).close(); // Moves all rows into sorted files.
        }
        damage("*.sst", 0.3);
        try (SourceStore store = open()) {
            CompletionException failed = catchThrowableOfType(
                    CompletionException.class, () -> answer(store.scan(TABLE, KeyRange.ALL, ROWS)));
            assertThat(failed.getCause()).isInstanceOfSatisfying(StoreException.class, cause -> {
                assertThat(cause.kind()).isEqualTo(Kind.CORRUPT);
                assertThat(cause).hasMessageContaining("files are damaged");
            });
        }
    }

    private void fill() {
        try (SourceStore store = open()) {
            for (int i = 0; i < ROWS; i++) {
                byte[] value = new byte[1_000];
                new Random(i).nextBytes(value);
                answer(store.write(SourceBatch.of(new SourceWrite(
                        TABLE,
                        ByteString.copyFromUtf8("k" + i),
                        Mutation.put(StoredValue.lasting(ByteString.copyFrom(value)))))));
            }
        }
    }

    /** Overwrites bytes of the largest file of that kind, {@code share} of its length behind its beginning. */
    private void damage(String glob, double share) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(store(), glob)) {
            found.forEach(files::add);
        }
        Path largest = files.stream()
                .max(Comparator.comparingLong(file -> file.toFile().length()))
                .orElseThrow();
        try (RandomAccessFile file = new RandomAccessFile(largest.toFile(), "rw")) {
            file.seek((long) (file.length() * share));
            file.write("damaged".repeat(4).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private StoreException refused() {
        return catchThrowableOfType(StoreException.class, () -> open().close());
    }

    private SourceStore open() {
        return RocksSource.open(RocksOptions.at(store()).withSync(false), Clock.systemUTC());
    }

    private Path store() {
        return folder.resolve("store");
    }

    private static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
