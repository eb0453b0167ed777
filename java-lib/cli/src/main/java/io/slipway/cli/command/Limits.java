package io.slipway.cli.command;

import io.slipway.kv.KvConfig;
import org.jspecify.annotations.Nullable;

/** Arguments that stand for a setting. */
final class Limits {

    private Limits() {}

    /** The settings with {@code value} in place of what is configured, unless it is null. */
    static KvConfig with(KvConfig config, String setting, @Nullable Number value) {
        return value == null ? config : config.with(setting, value.toString());
    }
}
