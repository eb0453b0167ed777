package io.slipway.demo.service;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.v1.FileReport;
import io.slipway.demo.v1.Sighting;
import io.slipway.demo.v1.StringUse;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.ProtoTable;
import io.slipway.kv.PutOptions;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Owns samples, sightings and strings: analyses files again, retires what is withdrawn and takes back what returns. One key has one master
 * at a time, so that read-modify-write needs no lock. Thread-safe as far as callers keep to that.
 */
public final class MasterService {
    private final KvStore store;
    private final ProtoTable<FileReport> samples;
    private final ProtoTable<Sighting> sightings;
    private final ProtoTable<StringUse> strings;

    public MasterService(KvStore store) {
        this.store = store;
        this.samples = store.table(DemoTable.SAMPLES.tableName(), FileReport.parser());
        this.sightings = store.table(DemoTable.SIGHTINGS.tableName(), Sighting.parser());
        this.strings = store.table(DemoTable.STRINGS.tableName(), StringUse.parser());
    }

    /** Looks at a sample again: its next revision, with a tag. A sample that is gone, retired or expired, comes back bare. */
    public void reanalyze(ByteString sha256, String tag, PutOptions retention) {
        FileReport.Builder report = samples.get(sha256)
                .map(FileReport::toBuilder)
                .orElseGet(() -> FileReport.newBuilder().setSha256(sha256));
        samples.put(
                sha256,
                report.setRevision(report.getRevision() + 1)
                        .clearTags()
                        .addTags(tag)
                        .build(),
                retention);
    }

    /** Sees a file at its place again; a place that had been forgotten is noted anew. */
    public void sight(ByteString place, ByteString sha256) {
        Optional<Sighting> known = sightings.get(place);
        Sighting.Builder sighting = known.map(Sighting::toBuilder).orElseGet(Sighting::newBuilder);
        sightings.put(
                place,
                sighting.setSha256(sha256)
                        .setSizeBytes(sighting.getSizeBytes() + 1)
                        .build());
    }

    /** Counts one more sample for a string. */
    public void count(ByteString key) {
        StringUse.Builder use = strings.get(key).map(StringUse::toBuilder).orElseGet(StringUse::newBuilder);
        strings.put(key, use.setSampleCount(use.getSampleCount() + 1).build());
    }

    /** Removes rows of a table and returns what they held. */
    public Map<ByteString, ByteString> retire(DemoTable from, Collection<ByteString> keys) {
        KvTable table = store.table(from.tableName());
        Map<ByteString, ByteString> held = table.getMany(keys);
        if (keys.size() == 1) {
            table.delete(keys.iterator().next());
        } else {
            table.deleteMany(keys);
        }
        return held;
    }

    /** Takes rows back. */
    public void resubmit(DemoTable into, Map<ByteString, ByteString> rows) {
        store.table(into.tableName()).putMany(rows, PutOptions.none());
    }

    /** Removes a sample together with the place where it was seen, or neither. */
    public void withdraw(ByteString sha256, ByteString place) {
        store.batch()
                .delete(DemoTable.SAMPLES.tableName(), sha256)
                .delete(DemoTable.SIGHTINGS.tableName(), place)
                .commit();
    }

    /** Publishes a bare sample together with its place, or neither. */
    public void publish(ByteString sha256, ByteString place) {
        FileReport report =
                FileReport.newBuilder().setSha256(sha256).addTags("published").build();
        Sighting sighting = Sighting.newBuilder().setSha256(sha256).build();
        store.batch()
                .put(DemoTable.SAMPLES.tableName(), sha256, report.toByteString())
                .put(DemoTable.SIGHTINGS.tableName(), place, sighting.toByteString())
                .commit();
    }
}
