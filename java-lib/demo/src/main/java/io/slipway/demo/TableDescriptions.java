package io.slipway.demo;

import io.slipway.demo.model.DemoTable;
import io.slipway.migrate.config.TableImport;
import io.slipway.spi.Layout;
import io.slipway.spi.config.TableConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How each table is to lie at the target: the content of {@code tables.yaml}. */
final class TableDescriptions {
    static final String AUTHOR = "demo";

    private static final String RESOURCE = "tables.yaml";

    private final List<TableConfig> records;

    private TableDescriptions(List<TableConfig> records) {
        this.records = records;
    }

    static TableDescriptions read(Instant now) {
        try (InputStream in = TableDescriptions.class.getResourceAsStream(RESOURCE)) {
            String text = new String(Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
            return new TableDescriptions(TableImport.parse(RESOURCE, text, AUTHOR, now));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first record of every table. */
    List<TableConfig> records() {
        return records;
    }

    /** The layout of every table, by name. */
    Map<String, Layout> layouts() {
        Map<String, Layout> layouts = new LinkedHashMap<>();
        records.forEach(
                record -> layouts.put(record.spec().name(), record.spec().layout()));
        return layouts;
    }

    Layout layout(DemoTable table) {
        return Objects.requireNonNull(layouts().get(table.tableName()), table.tableName());
    }
}
