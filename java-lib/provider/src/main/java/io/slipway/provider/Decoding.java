package io.slipway.provider;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.settings.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How tables' values can be shown to people.
 *
 * @param descriptors a protobuf descriptor set; empty if none is configured
 * @param messages the full name of the message that a table's values are, by table
 */
public record Decoding(Optional<Path> descriptors, Map<String, String> messages) {

    static Decoding of(Settings settings) {
        Map<String, String> messages = new LinkedHashMap<>();
        for (String item : settings.list("decode.messages")) {
            int equals = item.indexOf('=');
            if (equals < 1 || equals == item.length() - 1) {
                throw KvException.of(
                        KvErrorCode.CONFIG,
                        "setting 'decode.messages' must be a list of table=message, not '" + item + "'");
            }
            messages.put(item.substring(0, equals), item.substring(equals + 1));
        }
        return new Decoding(settings.find("decode.descriptors").map(Path::of), Map.copyOf(messages));
    }

    /** The message of a table's values; empty if none is configured. */
    public Optional<String> message(String table) {
        return Optional.ofNullable(messages.get(table));
    }
}
