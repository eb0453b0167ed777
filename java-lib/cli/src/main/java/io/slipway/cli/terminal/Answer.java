package io.slipway.cli.terminal;

import java.util.List;

/**
 * What a command found or did.
 *
 * @param document the same for programs: a record whose components become the fields of one JSON object
 * @param lines for people
 */
public record Answer(Exit exit, Object document, List<String> lines) {

    public Answer {
        lines = List.copyOf(lines);
    }

    public static Answer ok(Object document, List<String> lines) {
        return new Answer(Exit.OK, document, lines);
    }
}
