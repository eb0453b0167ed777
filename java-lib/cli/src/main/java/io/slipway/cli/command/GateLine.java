package io.slipway.cli.command;

import io.slipway.migrate.stage.GateNumber;
import java.util.List;

/** One number of a gate, as it is printed. */
record GateLine(String name, long value, String bound, boolean holds, String detail) {

    static List<GateLine> of(List<GateNumber> numbers) {
        return numbers.stream()
                .map(number ->
                        new GateLine(number.name(), number.value(), number.bound(), number.holds(), number.detail()))
                .toList();
    }

    List<String> cells() {
        return List.of(holds ? "  ok" : "  NO", name, Long.toString(value), bound, detail);
    }
}
