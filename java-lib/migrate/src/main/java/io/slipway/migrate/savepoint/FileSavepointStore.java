package io.slipway.migrate.savepoint;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A savepoint in a file. Its I/O runs on the given executor, whose threads may block. */
public final class FileSavepointStore implements SavepointStore {

    private final Path file;
    private final Executor io;

    public FileSavepointStore(Path file, Executor io) {
        this.file = file.toAbsolutePath();
        this.io = io;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public CompletionStage<Optional<ByteString>> read() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return Optional.of(ByteString.copyFrom(Files.readAllBytes(file)));
                    } catch (NoSuchFileException e) {
                        return Optional.empty();
                    } catch (IOException e) {
                        throw failure("read", e);
                    }
                },
                io);
    }

    @Override
    public CompletionStage<Void> write(ByteString content) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        DurableFile.replace(file, content.toByteArray());
                    } catch (IOException e) {
                        throw failure("written", e);
                    }
                },
                io);
    }

    private KvException failure(String verb, IOException e) {
        return KvException.of(
                KvErrorCode.SAVEPOINT,
                "savepoint " + file + " cannot be " + verb + " (" + e.getClass().getSimpleName() + ": " + e.getMessage()
                        + "); check the folder, its owner and the free space",
                e);
    }
}
