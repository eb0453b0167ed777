package io.slipway.target.cql.config;

import com.datastax.oss.driver.api.core.cql.Row;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.target.cql.CqlConfig;
import io.slipway.target.cql.internal.Features;
import io.slipway.target.cql.internal.Keyspaces;
import io.slipway.target.cql.internal.Requests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Creates and checks the config store's tables, as the numbered files of {@code schemas/cql} define them. */
final class ConfigSchema {

    /** In order; the number of files is the version of the schema. */
    static final List<String> FILES = List.of("001_config_store.cql");

    private static final Pattern VERSION = Pattern.compile("slipway schema (\\d{1,6}), config store");

    private final Requests requests;
    private final CqlConfig config;

    ConfigSchema(Requests requests, CqlConfig config) {
        this.requests = requests;
        this.config = config;
    }

    /** Fails with TABLE_SCHEMA unless the tables are there, at this version. */
    CompletionStage<Void> verify() {
        return version().thenAccept(found -> {
            refuseNewer(found);
            if (found < FILES.size()) {
                throw wrong(
                        found == 0
                                ? "is missing; prepare it, or set config.cql.create: true for one process"
                                : "has schema " + found + ", and this library needs " + FILES.size()
                                        + "; prepare it again");
            }
        });
    }

    /** Applies the files that the tables have not seen. */
    CompletionStage<Void> prepare() {
        return Keyspaces.ensure(requests, config.keyspace(), config.replication(), keyspaceOptions())
                .thenCompose(done -> version())
                .thenCompose(found -> {
                    refuseNewer(found);
                    return found == FILES.size() ? CompletableFuture.completedStage(null) : apply(found);
                });
    }

    private CompletionStage<Void> apply(int from) {
        CompletionStage<Void> applied = CompletableFuture.completedStage(null);
        for (String file : FILES.subList(from, FILES.size())) {
            for (String statement : statements(file, config.keyspace())) {
                applied =
                        applied.thenCompose(done -> requests.schema(statement)).thenApply(result -> null);
            }
        }
        return applied.thenCompose(done -> requests.awaitSchemaAgreement());
    }

    /** Lightweight transactions need a keyspace without tablets on servers that have them; others do not know the word. */
    private String keyspaceOptions() {
        return Features.of(requests.session()).tablets() ? " AND tablets = {'enabled': false}" : "";
    }

    /** The version that the tables have at the server; 0 if there are none. */
    private CompletionStage<Integer> version() {
        return requests.schema(
                        "SELECT comment FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?",
                        config.keyspace(),
                        TableRecords.TABLE)
                .thenApply(result -> {
                    Row row = result.one();
                    return row == null ? 0 : version(String.valueOf(row.getString("comment")));
                });
    }

    private int version(String comment) {
        Matcher matcher = VERSION.matcher(comment);
        if (!matcher.matches()) {
            throw wrong("has a table " + TableRecords.TABLE + " whose comment '" + comment
                    + "' does not say that Slipway made it; name another keyspace");
        }
        return Integer.parseInt(matcher.group(1));
    }

    private void refuseNewer(int found) {
        if (found > FILES.size()) {
            throw wrong("has schema " + found + ", made by a newer version of Slipway; this library knows schema "
                    + FILES.size() + ": upgrade this process");
        }
    }

    private KvException wrong(String what) {
        return KvException.of(
                KvErrorCode.TABLE_SCHEMA,
                "the config store in keyspace '" + config.keyspace() + "' " + what + "; nothing was changed");
    }

    /** The statements of a file. */
    static List<String> statements(String file, String keyspace) {
        String cql = text(file)
                .lines()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"))
                .replace("${keyspace}", keyspace);
        return Arrays.stream(cql.split(";\\s*(\n|$)"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String text(String file) {
        try (InputStream in = ConfigSchema.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks its resource " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
