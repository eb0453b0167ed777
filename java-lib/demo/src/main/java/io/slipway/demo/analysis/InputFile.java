package io.slipway.demo.analysis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One file of the input: where it lies and how to read it.
 *
 * @param container module, jar or folder name, without {@code '/'}
 * @param path path inside the container, {@code '/'}-separated, not starting with one
 * @param content reads the whole file; each call reads anew
 * @param entries lists the files inside when this file is an archive or image, in the archive's order
 */
record InputFile(String container, String path, Content content, Entries entries) {

    /** Reads a file's bytes into a buffer that the caller may keep; safe for use by several threads. */
    @FunctionalInterface
    interface Content {
        ByteBuffer read() throws IOException;
    }

    /** Lists the files inside a file; empty for a file that holds none. */
    @FunctionalInterface
    interface Entries {
        List<InputFile> list() throws IOException;
    }

    /** Returns a file that holds no others. */
    static InputFile plain(String container, String path, Content content) {
        return new InputFile(container, path, content, List::of);
    }

    /** Returns {@code container/path}, unique within a catalog. */
    String place() {
        return container + "/" + path;
    }
}
