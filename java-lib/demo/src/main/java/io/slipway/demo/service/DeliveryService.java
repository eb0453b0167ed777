package io.slipway.demo.service;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.model.Keys;
import io.slipway.demo.v1.FileReport;
import io.slipway.demo.v1.Origin;
import io.slipway.demo.v1.Sighting;
import io.slipway.demo.v1.Verdict;
import io.slipway.kv.KvStore;
import io.slipway.kv.ProtoTable;
import java.util.Optional;

/** Joins sightings with samples into verdicts for customers. Thread-safe. */
public final class DeliveryService {
    /** Compressed and encrypted data lies above this, machine code and text below. */
    private static final int PACKED_MILLIBITS_MIN = 7_200;

    private final ProtoTable<FileReport> samples;
    private final ProtoTable<Sighting> sightings;
    private final ProtoTable<Verdict> verdicts;

    public DeliveryService(KvStore store) {
        this.samples = store.table(DemoTable.SAMPLES.tableName(), FileReport.parser());
        this.sightings = store.table(DemoTable.SIGHTINGS.tableName(), Sighting.parser());
        this.verdicts = store.table(DemoTable.VERDICTS.tableName(), Verdict.parser());
    }

    /**
     * Tells the customer about the file at a place, and how often that has happened; withdraws an earlier verdict when the sample is gone.
     * One place has one caller at a time.
     */
    public void deliver(ByteString place) {
        Optional<Sighting> sighting = sightings.get(place);
        if (sighting.isEmpty()) {
            return;
        }
        ByteString sha256 = sighting.get().getSha256();
        ByteString key = Keys.verdict(sha256, place);
        Optional<FileReport> report = samples.get(sha256);
        if (report.isPresent()) {
            int deliveries = verdicts.get(key).map(Verdict::getDelivery).orElse(0);
            verdicts.put(key, verdict(place, report.get(), deliveries + 1));
        } else {
            verdicts.delete(key);
        }
    }

    private static Verdict verdict(ByteString place, FileReport report, int delivery) {
        return Verdict.newBuilder()
                .setVerdict(judge(report))
                .setOrigin(Origin.newBuilder()
                        .setContainer(Keys.containerOf(place))
                        .setPath(Keys.pathOf(place)))
                .setSizeBytes(report.getSizeBytes())
                .setReportRevision(report.getRevision())
                .setStringTotal(report.getStrings().getTotal())
                .setClassName(report.getClassFile().getName())
                .setDelivery(delivery)
                .build();
    }

    private static Verdict.Class judge(FileReport report) {
        if (!report.getMalformed().isEmpty()) {
            return Verdict.Class.CLASS_MALFORMED;
        }
        return switch (report.getKind()) {
            case FILE_KIND_ELF, FILE_KIND_PE, FILE_KIND_MACH_O -> Verdict.Class.CLASS_NATIVE;
            default ->
                report.getEntropyMillibits() > PACKED_MILLIBITS_MIN
                        ? Verdict.Class.CLASS_PACKED
                        : Verdict.Class.CLASS_CLEAN;
        };
    }
}
