package io.slipway.migrate.config;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A part of a YAML document together with where it stands, so that whatever is wrong with it can be said with its line.
 *
 * <p>Every method throws {@link KvException} with CONFIG if the part is not what it is asked to be.
 */
final class YamlPart {

    private static final int CHARACTERS_MAX = 256 << 20;

    private final String file;
    private final Node node;

    private YamlPart(String file, Node node) {
        this.file = file;
        this.node = node;
    }

    /** The one document in {@code text}; empty if there is nothing but comments. */
    static Optional<YamlPart> document(String file, String text) {
        return first(file, text, new Compose(settings(file))::composeString);
    }

    /** Every document in {@code text}. */
    static List<YamlPart> documents(String file, String text) {
        return composed(file, () -> {
            List<YamlPart> parts = new ArrayList<>();
            new Compose(settings(file)).composeAllFromString(text).forEach(node -> parts.add(new YamlPart(file, node)));
            return parts;
        });
    }

    private static Optional<YamlPart> first(String file, String text, Function<String, Optional<Node>> compose) {
        return composed(file, () -> compose.apply(text).map(node -> new YamlPart(file, node)));
    }

    private static LoadSettings settings(String file) {
        return LoadSettings.builder()
                .setLabel(file)
                .setAllowDuplicateKeys(false)
                .setMaxAliasesForCollections(0)
                .setCodePointLimit(CHARACTERS_MAX)
                .build();
    }

    private static <T> T composed(String file, Supplier<T> compose) {
        try {
            return compose.get();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            throw KvException.of(KvErrorCode.CONFIG, file + ":" + line + ": this is no YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw KvException.of(KvErrorCode.CONFIG, file + ": this is no YAML: " + e.getMessage(), e);
        }
    }

    /** The values of a mapping, whose keys must be among {@code known}. */
    Map<String, YamlPart> fields(Set<String> known) {
        Map<String, YamlPart> fields = entries();
        fields.forEach((name, part) -> {
            if (!known.contains(name)) {
                throw part.wrong("unknown key '" + name + "'; known here: " + String.join(", ", new TreeSet<>(known)));
            }
        });
        return fields;
    }

    /** The entries of a mapping with free keys, in order. */
    Map<String, YamlPart> entries() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("expected 'key: value' lines here");
        }
        Map<String, YamlPart> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = new YamlPart(file, tuple.getKeyNode()).text();
            if (entries.put(name, new YamlPart(file, tuple.getValueNode())) != null) {
                throw new YamlPart(file, tuple.getKeyNode()).wrong("'" + name + "' is given twice");
            }
        }
        return entries;
    }

    /** The items of a list. */
    List<YamlPart> items() {
        if (!(node instanceof SequenceNode sequence)) {
            throw wrong("expected a list here");
        }
        return sequence.getValue().stream()
                .map(item -> new YamlPart(file, item))
                .toList();
    }

    /** A field that must be there. */
    YamlPart required(Map<String, YamlPart> fields, String name) {
        YamlPart field = fields.get(name);
        if (field == null) {
            throw wrong("'" + name + "' is missing here");
        }
        return field;
    }

    String text() {
        if (!(node instanceof ScalarNode scalar)) {
            throw wrong("expected one value here");
        }
        return scalar.getValue();
    }

    /** What {@code parse} makes of the text; what it throws is reported with the line. */
    <T> T as(String what, Function<String, T> parse) {
        String text = text();
        try {
            return parse.apply(text);
        } catch (KvException e) {
            throw wrong(e.detail());
        } catch (RuntimeException e) {
            String reason = e instanceof NumberFormatException || e.getMessage() == null ? "" : ": " + e.getMessage();
            throw wrong("'" + text + "' is no " + what + reason);
        }
    }

    long number(long min, long max) {
        long number = as("whole number", text -> Long.parseLong(text.replace("_", "")));
        if (number < min || number > max) {
            throw wrong("a whole number from " + min + " to " + max + " is needed here, not " + number);
        }
        return number;
    }

    KvException wrong(String problem) {
        int line = node.getStartMark().map(Mark::getLine).orElse(0) + 1;
        return KvException.of(KvErrorCode.CONFIG, file + ":" + line + ": " + problem);
    }
}
