package io.slipway.migrate.config;

import io.slipway.kv.KvBounds;
import io.slipway.spi.Layout;
import io.slipway.spi.TableSpec;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.TableConfig;
import io.slipway.spi.config.WritePolicy;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tables' records as YAML: what a person writes of a table, and what the config store adds. */
final class TableText {

    static final Set<String> DESCRIPTION =
            Set.of("name", "target", "layout", "valueBytesMax", "graceSeconds", "policy", "auditSample");
    private static final Set<String> RECORD = Set.of(
            "name",
            "target",
            "layout",
            "valueBytesMax",
            "graceSeconds",
            "policy",
            "auditSample",
            "phase",
            "epoch",
            "entry",
            "floor",
            "targetReaders",
            "reason",
            "author",
            "at");

    private TableText() {}

    /** The first record of a table that a person described. */
    static TableConfig described(YamlPart part, String reason, String author, Instant at) {
        Map<String, YamlPart> fields = part.fields(DESCRIPTION);
        return new TableConfig(
                spec(part, fields), Phase.SOURCE, 1, 0, policy(fields), auditSample(fields), 0, reason, author, at);
    }

    static TableConfig record(YamlPart part) {
        Map<String, YamlPart> fields = part.fields(RECORD);
        return new TableConfig(
                spec(part, fields),
                part.required(fields, "phase").as("phase", text -> named(Phase.class, text)),
                part.required(fields, "epoch").number(1, Long.MAX_VALUE),
                part.required(fields, "entry").number(0, Long.MAX_VALUE),
                policy(fields),
                auditSample(fields),
                part.required(fields, "floor").number(0, Long.MAX_VALUE),
                targetReaders(fields),
                part.required(fields, "reason").text(),
                part.required(fields, "author").text(),
                part.required(fields, "at").as("instant", Instant::parse));
    }

    static Map<String, Object> yaml(TableConfig record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", record.spec().name());
        fields.put("target", record.spec().target());
        fields.put("layout", record.spec().layout().text());
        fields.put("valueBytesMax", record.spec().valueBytesMax());
        fields.put("graceSeconds", record.spec().graceSeconds());
        fields.put("policy", text(record.policy()));
        fields.put("auditSample", record.auditSample());
        fields.put("phase", text(record.phase()));
        fields.put("epoch", record.epoch());
        fields.put("entry", record.entry());
        fields.put("floor", record.floor());
        if (!record.targetReaders().isEmpty()) {
            fields.put("targetReaders", List.copyOf(new TreeSet<>(record.targetReaders())));
        }
        fields.put("reason", record.reason());
        fields.put("author", record.author());
        fields.put("at", record.at().toString());
        return fields;
    }

    private static TableSpec spec(YamlPart part, Map<String, YamlPart> fields) {
        String name = part.required(fields, "name").as("table name", KvBounds::checkTableName);
        YamlPart target = fields.get("target");
        YamlPart bytes = fields.get("valueBytesMax");
        YamlPart grace = fields.get("graceSeconds");
        return new TableSpec(
                name,
                target == null ? name : target.as("table name", KvBounds::checkTableName),
                part.required(fields, "layout").as("layout", Layout::parse),
                bytes == null ? KvBounds.VALUE_BYTES_MAX_DEFAULT : (int) bytes.number(1, 64 << 20),
                grace == null ? TableSpec.GRACE_SECONDS_DEFAULT : (int) grace.number(60, Integer.MAX_VALUE));
    }

    private static WritePolicy policy(Map<String, YamlPart> fields) {
        YamlPart policy = fields.get("policy");
        return policy == null ? WritePolicy.BACKGROUND : policy.as("policy", text -> named(WritePolicy.class, text));
    }

    private static Set<String> targetReaders(Map<String, YamlPart> fields) {
        YamlPart services = fields.get("targetReaders");
        return services == null
                ? Set.of()
                : services.items().stream().map(YamlPart::text).collect(Collectors.toSet());
    }

    private static double auditSample(Map<String, YamlPart> fields) {
        YamlPart sample = fields.get("auditSample");
        if (sample == null) {
            return 1.0;
        }
        double share = sample.as("number", Double::parseDouble);
        if (!(share >= 0 && share <= 1)) {
            throw sample.wrong("a share from 0 to 1 is needed here, not " + share);
        }
        return share;
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E named(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> text(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(TableText::text)
                                .collect(Collectors.joining(", "))));
    }
}
