package io.slipway.migrate.savepoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The outside of every savepoint: eight bytes that name its kind and format, the body, and the SHA-256 of both.
 *
 * <p>Bodies are written with protobuf's coded streams by hand: generated classes would tie them to one protobuf runtime.
 */
public final class SavepointFrame {

    private static final int MAGIC_BYTES = 8;
    private static final int DIGEST_BYTES = 32;

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }

    /** Reads a body; may throw anything that malformed bytes provoke. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(CodedInputStream in) throws IOException;
    }

    private final ByteString magic;

    /** @param magic eight characters of ASCII that no other kind of savepoint begins with */
    public SavepointFrame(String magic) {
        this.magic = ByteString.copyFromUtf8(magic);
        if (this.magic.size() != MAGIC_BYTES) {
            throw new IllegalArgumentException("the magic needs " + MAGIC_BYTES + " bytes: " + magic);
        }
    }

    public ByteString wrap(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writer.write(out);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        ByteString content = magic.concat(ByteString.copyFrom(bytes.toByteArray()));
        return content.concat(digest(content));
    }

    /** @throws KvException SAVEPOINT, naming the file, if these bytes are no whole savepoint of this kind */
    public <T> T unwrap(String name, ByteString bytes, Reader<T> reader) {
        if (bytes.size() < MAGIC_BYTES + DIGEST_BYTES || !bytes.startsWith(magic)) {
            throw broken(name, "it does not begin as one of this kind and version does", null);
        }
        ByteString content = bytes.substring(0, bytes.size() - DIGEST_BYTES);
        if (!bytes.substring(content.size()).equals(digest(content))) {
            throw broken(name, "its checksum does not match", null);
        }
        try {
            CodedInputStream in = content.substring(MAGIC_BYTES).newCodedInput();
            T read = reader.read(in);
            if (!in.isAtEnd()) {
                throw broken(name, "bytes are left over at its end", null);
            }
            return read;
        } catch (KvException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw broken(name, "its body is malformed", e);
        }
    }

    private static KvException broken(String name, String what, @org.jspecify.annotations.Nullable Throwable cause) {
        return KvException.of(
                KvErrorCode.SAVEPOINT,
                "savepoint " + name + " cannot be used: " + what
                        + "; nothing was changed. Move the file away to start from the beginning: that is always safe",
                cause);
    }

    private static ByteString digest(ByteString content) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(content.asReadOnlyByteBuffer());
            return ByteString.copyFrom(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
