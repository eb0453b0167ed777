package io.slipway.spi.settings;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Flattens nested YAML mappings into dotted keys, keeping line and column of each.
 *
 * <p>It reads the node tree, not constructed objects: {@code 1e3}, {@code yes} and {@code 0644} stay the text that was written.
 */
final class SettingsYaml {

    private static final int CODE_POINTS_MAX = 1 << 20;

    /** Also ends an alias that contains itself, which the node tree allows. */
    private static final int KEY_CHARS_MAX = 250;

    private final String name;
    private final Map<String, SettingValue> flat = new LinkedHashMap<>();

    private SettingsYaml(String name) {
        this.name = name;
    }

    static Map<String, SettingValue> parse(String name, String yaml) {
        SettingsYaml reading = new SettingsYaml(name);
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder()
                            .setLabel(name)
                            .setCodePointLimit(CODE_POINTS_MAX)
                            .build())
                    .composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            throw reading.malformed(e.getProblemMark().or(e::getContextMark), e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw reading.malformed(Optional.empty(), String.valueOf(e.getMessage()), e);
        }
        root.filter(node -> !isNull(node)).ifPresent(node -> reading.mapping("", node));
        return reading.flat;
    }

    private void mapping(String prefix, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            throw malformed(node.getStartMark(), "a mapping of settings is expected here", null);
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw malformed(tuple.getKeyNode().getStartMark(), "a key must be plain text", null);
            }
            setting(prefix + key.getValue(), key, tuple.getValueNode());
        }
    }

    private void setting(String key, Node keyNode, Node node) {
        if (key.length() > KEY_CHARS_MAX) {
            throw malformed(keyNode.getStartMark(), "settings are nested too deeply, or inside themselves", null);
        }
        if (node instanceof MappingNode) {
            mapping(key + ".", node);
            return;
        }
        List<String> items = node instanceof SequenceNode sequence
                ? sequence.getValue().stream().map(item -> scalar(key, item)).toList()
                : isNull(node) ? List.of() : List.of(scalar(key, node));
        if (flat.put(key, new SettingValue(items, at(keyNode.getStartMark()))) != null) {
            throw malformed(keyNode.getStartMark(), "'" + key + "' is given twice", null);
        }
    }

    private String scalar(String key, Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw malformed(node.getStartMark(), "'" + key + "' must be plain text or a list of plain texts", null);
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private String at(Optional<Mark> mark) {
        return mark.map(place -> name + ":" + (place.getLine() + 1) + ":" + (place.getColumn() + 1))
                .orElse(name);
    }

    private KvException malformed(Optional<Mark> mark, String problem, @Nullable Throwable cause) {
        return KvException.of(KvErrorCode.CONFIG, at(mark) + ": malformed YAML: " + problem, cause);
    }
}
