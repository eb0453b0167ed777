package io.slipway.conformance;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A step's words: the verb, what follows it, and those that are {@code NAME=VALUE}. */
record Words(String verb, List<String> plain, Map<String, String> named) {

    /** A word {@code x6b=x01} is an entry, not a named word: names are these. */
    private static final Set<String> NAMES =
            Set.of("ttl", "at", "timeout", "prefix", "from", "to", "limit", "pages", "token", "splits");

    static Words of(String step) {
        String[] words = step.split(" ", -1);
        Map<String, String> named = new HashMap<>();
        List<String> plain = List.of(words).subList(1, words.length).stream()
                .filter(word -> {
                    int equals = word.indexOf('=');
                    boolean isNamed = equals > 0 && NAMES.contains(word.substring(0, equals));
                    if (isNamed) {
                        named.put(word.substring(0, equals), word.substring(equals + 1));
                    }
                    return !isNamed;
                })
                .toList();
        return new Words(words[0], plain, named);
    }

    String table() {
        return plain.get(0);
    }

    /** Those behind the table. */
    List<String> arguments() {
        return plain.subList(1, plain.size());
    }

    ByteString key() {
        return Bytes.parse(plain.get(1));
    }

    Optional<String> named(String name) {
        return Optional.ofNullable(named.get(name));
    }

    Optional<ByteString> bytes(String name) {
        return named(name).map(Bytes::parse);
    }

    int number(String name) {
        return Integer.parseInt(named.get(name));
    }

    Optional<Duration> timeout() {
        return named("timeout").map(micros -> Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
    }
}
