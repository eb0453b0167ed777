package io.slipway.demo.analysis;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.slipway.demo.v1.ContainerEntry;
import io.slipway.demo.v1.FileKind;
import io.slipway.demo.v1.FileReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Analyses one file into a report. A pure function of the file's bytes and, for archives, of its entries. */
final class FileAnalyzer {
    private FileAnalyzer() {}

    /**
     * Reads and analyses a file; origins are the caller's to add.
     *
     * @throws IOException if the file or one of its entries cannot be read; malformed content is part of the report
     */
    static FileReport.Builder analyze(InputFile file) throws IOException {
        ByteBuffer content = file.content().read();
        FileReport.Builder report = analyze(content);
        report.addAllEntries(entriesOf(file));
        return report;
    }

    /** Analyses bytes that stand alone. */
    static FileReport.Builder analyze(ByteBuffer content) {
        FileKind kind = MagicBytes.kindOf(content);
        ByteStatistics statistics = ByteStatistics.of(content);
        StringCollector strings = new StringCollector();
        FileReport.Builder report = FileReport.newBuilder()
                .setSha256(sha256(content))
                .setSizeBytes(content.remaining())
                .setKind(kind)
                .setEntropyMillibits(statistics.entropyMillibits())
                .addAllWindowEntropyMillibits(statistics.windowEntropyMillibits());
        if (content.remaining() >= ByteStatistics.WINDOW_BYTES) {
            report.addAllByteHistogram(statistics.histogram());
        }
        if (kind == FileKind.FILE_KIND_CLASS) {
            addClassFacts(report, content, strings);
        } else if (!isContainer(kind)) {
            strings.addPrintableRuns(content);
        }
        return report.setStrings(strings.facts());
    }

    /** SHA-256 of the bytes between the buffer's position and limit; leaves both as they are. */
    static ByteString sha256(ByteBuffer content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content.duplicate());
            return UnsafeByteOperations.unsafeWrap(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static void addClassFacts(FileReport.Builder report, ByteBuffer content, StringCollector strings) {
        try {
            report.setClassFile(ClassFileParser.parse(content, strings));
        } catch (ClassFileParser.MalformedClassException e) {
            report.setMalformed(e.getMessage());
        }
    }

    /** Runs of printable bytes in compressed data are accidents, and an image's strings are those of its entries. */
    private static boolean isContainer(FileKind kind) {
        return kind == FileKind.FILE_KIND_ZIP || kind == FileKind.FILE_KIND_JMOD || kind == FileKind.FILE_KIND_JIMAGE;
    }

    private static List<ContainerEntry> entriesOf(InputFile file) throws IOException {
        List<ContainerEntry> entries = new ArrayList<>();
        for (InputFile entry : file.entries().list()) {
            ByteBuffer content = entry.content().read();
            boolean ofImage = !entry.container().equals(file.path());
            entries.add(ContainerEntry.newBuilder()
                    .setPath(ofImage ? entry.place() : entry.path())
                    .setSizeBytes(content.remaining())
                    .setSha256(sha256(content))
                    .setKind(MagicBytes.kindOf(content))
                    .build());
        }
        return entries;
    }
}
