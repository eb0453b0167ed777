package io.slipway.demo.traffic;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a file of length-delimited messages whose last one may have been cut off. For one thread. */
final class DelimitedFile<M extends MessageLite> implements AutoCloseable {
    private final InputStream file;
    private final CodedInputStream in;
    private final Parser<M> parser;
    private long bytes;

    private DelimitedFile(InputStream file, Parser<M> parser) {
        this.file = file;
        this.in = CodedInputStream.newInstance(file);
        this.parser = parser;
    }

    static <M extends MessageLite> DelimitedFile<M> open(Path path, Parser<M> parser) throws IOException {
        return new DelimitedFile<>(new BufferedInputStream(Files.newInputStream(path)), parser);
    }

    /** The next whole message; null behind the last one. */
    @Nullable
    M next() throws IOException {
        byte[] message;
        try {
            if (in.isAtEnd()) {
                return null;
            }
            message = in.readRawBytes(in.readRawVarint32());
        } catch (InvalidProtocolBufferException e) {
            if (in.isAtEnd()) {
                return null;
            }
            throw e;
        }
        M parsed = parser.parseFrom(message);
        bytes = in.getTotalBytesRead();
        return parsed;
    }

    /** Length of the messages that {@link #next} has returned. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
