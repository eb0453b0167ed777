package io.slipway.demo.analysis;

import com.google.protobuf.ByteString;
import io.slipway.demo.v1.FileKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Tells a file's kind from its first bytes, as {@code file(1)} does; names and extensions play no part. */
final class MagicBytes {
    /** How many bytes decide whether a file without a signature is text. */
    private static final int TEXT_PROBE_BYTES = 4096;

    /** A class file's major version starts at 45; the same four bytes begin a Mach-O fat binary with few parts. */
    private static final int CLASS_MAJOR_MIN = 45;

    private static final int JAVA_CLASS_OR_FAT_BINARY = 0xCAFEBABE;

    private record Signature(FileKind kind, ByteString bytes) {
        static Signature of(FileKind kind, int... bytes) {
            byte[] copy = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                copy[i] = (byte) bytes[i];
            }
            return new Signature(kind, ByteString.copyFrom(copy));
        }

        boolean startsIn(ByteBuffer content) {
            return content.remaining() >= bytes.size()
                    && content.slice(content.position(), bytes.size()).equals(bytes.asReadOnlyByteBuffer());
        }
    }

    private static final List<Signature> SIGNATURES = List.of(
            Signature.of(FileKind.FILE_KIND_PNG, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'),
            Signature.of(FileKind.FILE_KIND_GIF, 'G', 'I', 'F', '8', '7', 'a'),
            Signature.of(FileKind.FILE_KIND_GIF, 'G', 'I', 'F', '8', '9', 'a'),
            Signature.of(FileKind.FILE_KIND_JPEG, 0xFF, 0xD8, 0xFF),
            Signature.of(FileKind.FILE_KIND_ZIP, 'P', 'K', 3, 4),
            Signature.of(FileKind.FILE_KIND_ZIP, 'P', 'K', 5, 6),
            Signature.of(FileKind.FILE_KIND_JMOD, 'J', 'M', 1, 0),
            Signature.of(FileKind.FILE_KIND_JIMAGE, 0xDA, 0xDA, 0xFE, 0xCA),
            Signature.of(FileKind.FILE_KIND_JIMAGE, 0xCA, 0xFE, 0xDA, 0xDA),
            Signature.of(FileKind.FILE_KIND_ELF, 0x7F, 'E', 'L', 'F'),
            Signature.of(FileKind.FILE_KIND_PE, 'M', 'Z'),
            Signature.of(FileKind.FILE_KIND_MACH_O, 0xCF, 0xFA, 0xED, 0xFE),
            Signature.of(FileKind.FILE_KIND_MACH_O, 0xCE, 0xFA, 0xED, 0xFE),
            Signature.of(FileKind.FILE_KIND_GZIP, 0x1F, 0x8B),
            Signature.of(FileKind.FILE_KIND_JAVA_SERIALIZED, 0xAC, 0xED, 0, 5));

    private MagicBytes() {}

    /** Returns the kind of the bytes between the buffer's position and limit; leaves both as they are. */
    static FileKind kindOf(ByteBuffer content) {
        if (!content.hasRemaining()) {
            return FileKind.FILE_KIND_EMPTY;
        }
        int start = content.position();
        if (content.remaining() >= 8 && content.getInt(start) == JAVA_CLASS_OR_FAT_BINARY) {
            boolean classFile = (content.getShort(start + 6) & 0xFFFF) >= CLASS_MAJOR_MIN;
            return classFile ? FileKind.FILE_KIND_CLASS : FileKind.FILE_KIND_MACH_O;
        }
        for (Signature signature : SIGNATURES) {
            if (signature.startsIn(content)) {
                return signature.kind();
            }
        }
        return textKindOf(content);
    }

    private static FileKind textKindOf(ByteBuffer content) {
        byte[] probe = new byte[Math.min(content.remaining(), TEXT_PROBE_BYTES)];
        content.get(content.position(), probe);
        for (byte b : probe) {
            boolean control = b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f';
            if (control || b == 0x7F) {
                return FileKind.FILE_KIND_UNKNOWN;
            }
        }
        String text = new String(probe, StandardCharsets.UTF_8).stripLeading();
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return FileKind.FILE_KIND_HTML;
        }
        if (text.startsWith("<?xml") || text.startsWith("<!DOCTYPE")) {
            return FileKind.FILE_KIND_XML;
        }
        if (text.startsWith("Manifest-Version:")) {
            return FileKind.FILE_KIND_MANIFEST;
        }
        return looksLikeProperties(text) ? FileKind.FILE_KIND_PROPERTIES : FileKind.FILE_KIND_TEXT;
    }

    /** Properties have a first meaningful line of the form {@code word=…}; prose and source code do not. */
    private static boolean looksLikeProperties(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != '!')
                .findFirst()
                .filter(line -> line.matches("[\\w.\\-$/]+\\s*=.*"))
                .isPresent();
    }
}
