package io.slipway.migrate.config;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.migrate.Environment;
import io.slipway.spi.config.ConfigStore;
import io.slipway.spi.config.TableConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tables described in a YAML file, to be taken into the config store:
 *
 * <pre>
 * tables:
 *   - name: samples            # as services call it
 *     layout: hash             # or prefix(length 8), prefix(until 0x2f), bucketed(prefix(length 4), 16)
 *     target: samples          # the target table's name; default: name
 *     valueBytesMax: 16777216  # default 16 MiB
 *     graceSeconds: 864000     # default ten days
 *     policy: background       # or required
 *     auditSample: 1.0         # share of reads that audit compares
 * </pre>
 */
public final class TableImport {

    private TableImport() {}

    /**
     * Reads the descriptions: each as the first record of a table. Blocks for the file alone.
     *
     * @throws KvException CONFIG, with file and line, if anything in it is wrong
     */
    public static List<TableConfig> read(Path file, String author, Instant now) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8), author, now);
        } catch (NoSuchFileException e) {
            throw KvException.of(KvErrorCode.CONFIG, "there is no file " + file, e);
        } catch (IOException e) {
            throw KvException.of(KvErrorCode.CONFIG, "cannot read " + file + " as UTF-8 text: " + e.getMessage(), e);
        }
    }

    /** As {@link #read}, from text; {@code file} is for messages. */
    public static List<TableConfig> parse(String file, String text, String author, Instant now) {
        YamlPart document = YamlPart.document(file, text)
                .orElseThrow(() -> KvException.of(KvErrorCode.CONFIG, file + ": there is no 'tables:' in this file"));
        YamlPart tables = document.required(document.fields(Set.of("tables")), "tables");
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        List<TableConfig> records = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> targets = new HashSet<>();
        for (YamlPart part : tables.items()) {
            TableConfig record = TableText.described(part, "imported from " + file, author, at);
            if (!names.add(record.spec().name()) || !targets.add(record.spec().target())) {
                throw part.wrong("table '" + record.spec().name() + "' or its target '"
                        + record.spec().target() + "' is described twice");
            }
            records.add(record);
        }
        return List.copyOf(records);
    }

    /**
     * Takes tables into the config store. A table that has a record already is left alone if its description is the same; else nothing at
     * all is changed and the answer fails with CONFIG. Repeat it after a failure.
     */
    public static CompletionStage<Void> into(Environment env, ConfigStore config, List<TableConfig> described) {
        return config.readAll().thenCompose(present -> {
            described.forEach(record -> refuseChange(present, record));
            CompletionStage<Void> all = CompletableFuture.completedFuture(null);
            for (TableConfig record : described) {
                if (!present.containsKey(record.spec().name())) {
                    all = all.thenComposeAsync(done -> config.publish(record), env)
                            .thenApply(done -> null);
                }
            }
            return all;
        });
    }

    private static void refuseChange(Map<String, TableConfig> present, TableConfig record) {
        TableConfig now = present.get(record.spec().name());
        if (now != null && !now.spec().equals(record.spec())) {
            throw KvException.of(
                    KvErrorCode.CONFIG,
                    "table '" + record.spec().name() + "' is known as " + now.spec() + " at "
                            + now.phase().stage().text() + ", and described as " + record.spec()
                            + "; a table's description cannot change");
        }
    }
}
