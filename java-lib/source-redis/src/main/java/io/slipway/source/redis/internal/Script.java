package io.slipway.source.redis.internal;

import io.lettuce.core.codec.Base16;
import io.slipway.source.redis.RedisSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The scripts, each put together from its own file and the parts that it shares with others; each file's head says what it takes and
 * answers.
 *
 * <p>Scripts rather than a library of functions, because a script is named by its content: processes of different versions never replace each
 * other's.
 */
enum Script {
    READ(Flags.READING, "state", "rows"),
    SCAN(Flags.READING, "state", "rows", "walk"),
    SURVEY(Flags.READING, "state", "rows"),
    FROZEN(Flags.READING, "state", "rows"),
    OUTBOX(Flags.READING, "log"),
    DEPTH(Flags.READING, "log"),
    PARKED(Flags.READING, "log"),
    LOOK(Flags.READING, "state"),
    WRITE(Flags.WRITING, "state", "rows", "log"),
    FENCE(Flags.FREEING, "state", "rows"),
    PAGE(Flags.FREEING, "state", "rows", "walk"),
    APPLY(Flags.WRITING, "state", "rows"),
    SWEEP(Flags.FREEING, "rows"),
    CONFIRM(Flags.FREEING, "log"),
    PARK(Flags.FREEING, "log"),
    ENROL(Flags.WRITING, "state"),
    ADMIT(Flags.FREEING, "state"),
    SEAL(Flags.FREEING, "state"),
    UNSEAL(Flags.FREEING, "state"),
    RAISE(Flags.FREEING, "state", "log"),
    PROBE(Flags.FREEING);

    /** What the server is told of a script, and so when it refuses to begin it; never half-way. */
    private static final class Flags {
        /** Runs also where writes are refused: full memory, failing disk. */
        static final String READING = "no-writes";

        /** Refused while memory is full, the disk fails, or replicas are missing. */
        static final String WRITING = "";

        /** As writing, but runs at full memory: it adds next to nothing, and some of it gives memory back. */
        static final String FREEING = "allow-oom";
    }

    private final boolean reading;
    private final String text;
    private final String digest;

    Script(String flags, String... parts) {
        this.reading = flags.equals(Flags.READING);
        StringBuilder all = new StringBuilder("#!lua flags=" + flags + "\n").append(file("call"));
        List.of(parts).forEach(part -> all.append(file(part)));
        this.text = all.append(file(name().toLowerCase(Locale.ROOT))).toString();
        this.digest = Base16.digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it changes nothing, not even the last version issued. */
    boolean reading() {
        return reading;
    }

    String text() {
        return text;
    }

    /** SHA-1, by which the server knows a script that it has run before. */
    String digest() {
        return digest;
    }

    private static String file(String name) {
        String path = "scripts/" + name + ".lua";
        try (InputStream in = RedisSource.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
