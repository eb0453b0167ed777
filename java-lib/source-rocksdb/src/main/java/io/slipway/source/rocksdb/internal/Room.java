package io.slipway.source.rocksdb.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a store's folder has room for opening the store again, which moves the write-ahead logs into sorted files.
 *
 * <p>It tries by writing a file of that size: free space alone says nothing of quotas and limits on the size of files.
 */
final class Room {

    private static final long BYTES_BESIDE_LOGS = 4L << 20;
    private static final int CHUNK_BYTES = 1 << 20;

    private Room() {}

    static boolean toReopen(Path folder) {
        Path probe = folder.resolve("room.probe");
        try {
            long wanted = BYTES_BESIDE_LOGS;
            try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
                for (Path log : logs) {
                    wanted += Files.size(log);
                }
            }
            return Files.getFileStore(folder).getUsableSpace() >= wanted && fill(probe, wanted);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean fill(Path probe, long wanted) throws IOException {
        try (OutputStream out = Files.newOutputStream(probe)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (long written = 0; written < wanted; written += CHUNK_BYTES) {
                out.write(chunk);
            }
            return true;
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
