package io.slipway.migrate.config;

import io.slipway.spi.config.TableConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the file of a {@link FileConfigStore} holds.
 *
 * @param evidence by table, then by entry, then by name
 */
record FileState(Map<String, TableConfig> tables, Map<String, Map<Long, Map<String, Long>>> evidence) {

    FileState {
        tables = Map.copyOf(tables);
    }

    static final FileState EMPTY = new FileState(Map.of(), Map.of());

    /** @throws io.slipway.kv.KvException CONFIG, with the line, if the text is malformed */
    static FileState parse(String file, String text) {
        Optional<YamlPart> document = YamlPart.document(file, text);
        if (document.isEmpty()) {
            return EMPTY;
        }
        Map<String, YamlPart> sections = document.get().fields(Set.of("tables", "evidence"));
        Map<String, TableConfig> tables = new TreeMap<>();
        for (YamlPart part : document.get().required(sections, "tables").items()) {
            TableConfig record = TableText.record(part);
            if (tables.put(record.spec().name(), record) != null) {
                throw part.wrong("table '" + record.spec().name() + "' is here twice");
            }
        }
        Map<String, Map<Long, Map<String, Long>>> evidence = new TreeMap<>();
        document.get().required(sections, "evidence").entries().forEach((table, entries) -> {
            Map<Long, Map<String, Long>> byEntry = new TreeMap<>();
            entries.entries().forEach((entry, numbers) -> {
                Map<String, Long> byName = new TreeMap<>();
                numbers.entries()
                        .forEach((name, value) -> byName.put(name, value.number(Long.MIN_VALUE, Long.MAX_VALUE)));
                byEntry.put(entryNumber(numbers, entry), byName);
            });
            evidence.put(table, byEntry);
        });
        return new FileState(tables, evidence);
    }

    private static long entryNumber(YamlPart where, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw where.wrong("'" + text + "' is no epoch");
        }
    }

    FileState with(TableConfig record) {
        Map<String, TableConfig> more = new TreeMap<>(tables);
        more.put(record.spec().name(), record);
        return new FileState(more, evidence);
    }

    FileState with(String table, long entry, String name, long value) {
        Map<String, Map<Long, Map<String, Long>>> more = new TreeMap<>(evidence);
        Map<Long, Map<String, Long>> entries = new TreeMap<>(more.getOrDefault(table, Map.of()));
        Map<String, Long> numbers = new TreeMap<>(entries.getOrDefault(entry, Map.of()));
        numbers.put(name, value);
        entries.put(entry, numbers);
        more.put(table, entries);
        return new FileState(tables, more);
    }

    Map<String, Long> evidence(String table, long entry) {
        return Map.copyOf(evidence.getOrDefault(table, Map.of()).getOrDefault(entry, Map.of()));
    }

    Map<String, Object> yaml() {
        List<Map<String, Object>> records = new ArrayList<>();
        new TreeMap<>(tables).values().forEach(record -> records.add(TableText.yaml(record)));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("tables", records);
        root.put("evidence", evidence);
        return root;
    }
}
