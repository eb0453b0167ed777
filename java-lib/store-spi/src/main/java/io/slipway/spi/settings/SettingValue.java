package io.slipway.spi.settings;

import java.util.List;

/**
 * A setting as it was written.
 *
 * @param items the text of a scalar, or of each item of a list; empty if the key has no value
 * @param origin where it was written, for messages: {@code slipway.yaml:3:5}, {@code environment variable SLIPWAY_X}
 */
record SettingValue(List<String> items, String origin) {

    SettingValue {
        items = List.copyOf(items);
    }

    static SettingValue of(String text, String origin) {
        return new SettingValue(List.of(text), origin);
    }
}
