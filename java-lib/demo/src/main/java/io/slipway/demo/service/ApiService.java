package io.slipway.demo.service;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.model.Keys;
import io.slipway.demo.v1.FileReport;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.ProtoTable;
import io.slipway.kv.ScanRange;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers customers' questions; only reads. Thread-safe. */
public final class ApiService {
    private final ProtoTable<FileReport> samples;
    private final KvTable sightings;
    private final KvTable strings;
    private final KvTable verdicts;

    public ApiService(KvStore store) {
        this.samples = store.table(DemoTable.SAMPLES.tableName(), FileReport.parser());
        this.sightings = store.table(DemoTable.SIGHTINGS.tableName());
        this.strings = store.table(DemoTable.STRINGS.tableName());
        this.verdicts = store.table(DemoTable.VERDICTS.tableName());
    }

    /** The report on one sample. */
    public Optional<FileReport> report(ByteString sha256) {
        return samples.get(sha256);
    }

    /** The reports on those samples that are known. */
    public Map<ByteString, FileReport> reports(Collection<ByteString> sha256s) {
        return samples.getMany(sha256s);
    }

    /** The first places inside a container, in order of their paths. */
    public List<ByteString> browse(String container, int limit) {
        return keys(sightings, Keys.sighting(container, ""), limit);
    }

    /** The first strings that begin with a token, in order. */
    public List<ByteString> search(String token, int limit) {
        return keys(strings, Keys.stringPrefix(token), limit);
    }

    /** The first verdicts on one sample, in order of place. */
    public List<ByteString> verdictsOn(ByteString sha256, int limit) {
        return keys(verdicts, sha256, limit);
    }

    private static List<ByteString> keys(KvTable table, ByteString prefix, int limit) {
        return table.scan(ScanRange.prefix(prefix).limit(limit)).entries().stream()
                .map(KvEntry::key)
                .toList();
    }
}
