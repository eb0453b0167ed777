package io.slipway.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.slipway.cli.terminal.Answer;
import io.slipway.cli.terminal.Exit;
import io.slipway.cli.terminal.Terminal;
import io.slipway.kv.KvException;
import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.audit.Fingerprint;
import io.slipway.provider.KeyView;
import io.slipway.provider.Operator;
import io.slipway.spi.StoredValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway get}. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads one key at both sides, past the services: length, hash, expiry and version of its value, and whether the"
                    + " sides agree.",
            "The value itself is printed only if asked for, or decoded where a descriptor is configured for the table."
        },
        footer = {"", "Example:", "  slipway get samples hex:00ff12 --descriptor app.binpb --message app.v1.Sample"})
public final class GetVerb extends OperatorVerb {

    private static final ObjectMapper PARSER = new ObjectMapper();

    /** Which side's value is shown. */
    enum SideName {
        source,
        target
    }

    @Parameters(index = "0", paramLabel = "TABLE", description = "The table.")
    private String table = "";

    @Parameters(
            index = "1",
            paramLabel = "KEY",
            converter = KeyText.class,
            description = "The key: UTF-8 text, hex:... or base64:...")
    private ByteString key = ByteString.EMPTY;

    @Option(names = "--raw", description = "Write the value's bytes to standard output, and nothing else.")
    private boolean raw;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the value's bytes to FILE.")
    private @Nullable Path out;

    @Option(
            names = "--side",
            paramLabel = "SIDE",
            description = "Whose value to write or decode: source or target (default: the source's if it has one).")
    private @Nullable SideName side;

    @Option(
            names = "--descriptor",
            paramLabel = "FILE",
            description = "Protobuf descriptor set (default: the setting decode.descriptors).")
    private @Nullable Path descriptor;

    @Option(
            names = "--message",
            paramLabel = "TYPE",
            description = "Full name of the value's message (default: the table's in the setting decode.messages).")
    private @Nullable String message;

    public GetVerb(Terminal terminal) {
        super(terminal);
    }

    private record Document(
            String table,
            String key,
            SideLine source,
            SideLine target,
            @Nullable Boolean sameValue,
            @Nullable JsonNode value) {}

    private record SideLine(
            String status, long bytes, String hash, @Nullable String expires, long version, @Nullable String failure) {

        static SideLine of(KeyView.Side side) {
            KvException failure = side.failure();
            StoredValue stored = side.stored();
            if (stored == null) {
                String status = failure != null ? "failed" : side.asked() ? "absent" : "not asked";
                return new SideLine(status, 0, "", null, side.version(), failure == null ? null : failure.getMessage());
            }
            return new SideLine(
                    "present",
                    stored.value().size(),
                    Fingerprint.of(stored),
                    stored.expires()
                            ? Instant.ofEpochSecond(stored.expirySecond()).toString()
                            : null,
                    side.version(),
                    null);
        }

        String line(String name) {
            if (!status.equals("present")) {
                return name + "  " + status + (failure == null ? "" : ": " + failure);
            }
            return name + "  " + bytes + " bytes, sha256 " + hash + ", version " + version + ", "
                    + (expires == null ? "never expires" : "expires " + expires);
        }
    }

    @Override
    Answer answer(Operator operator) throws IOException {
        if (raw && json()) {
            throw wrong("--raw writes bytes, --json one document: choose one of them");
        }
        KeyView view = Waiting.on(operator.look(table, key));
        ByteString shown = shown(view);
        if (shown != null && out != null) {
            Files.write(out, shown.toByteArray());
        }
        boolean failed = view.source().failure() != null || view.target().failure() != null;
        Exit exit = failed ? Exit.UNREACHABLE : Exit.OK;
        if (raw) {
            if (shown != null) {
                shown.writeTo(terminal().out());
            }
            return new Answer(failed ? exit : shown == null ? Exit.DIFFERENCES : Exit.OK, view, List.of());
        }
        String decoded = shown == null ? null : decoded(operator, shown);
        Document document = new Document(
                table,
                KeyText.print(key),
                SideLine.of(view.source()),
                SideLine.of(view.target()),
                view.comparable() ? view.sameValue() : null,
                decoded == null ? null : PARSER.readTree(decoded));
        return new Answer(exit, document, lines(document, decoded));
    }

    private @Nullable ByteString shown(KeyView view) {
        StoredValue source = view.source().stored();
        StoredValue target = view.target().stored();
        StoredValue chosen =
                side == SideName.source ? source : side == SideName.target ? target : source == null ? target : source;
        return chosen == null ? null : chosen.value();
    }

    private @Nullable String decoded(Operator operator, ByteString value) {
        Path file = descriptor != null
                ? descriptor
                : operator.decoding().descriptors().orElse(null);
        String type =
                message != null ? message : operator.decoding().message(table).orElse(null);
        if ((descriptor == null) != (message == null) && (file == null || type == null)) {
            throw wrong("--descriptor and --message go together");
        }
        return file == null || type == null ? null : Decoder.of(file, type).json(value);
    }

    private static List<String> lines(Document document, @Nullable String decoded) {
        List<String> lines = new ArrayList<>();
        lines.add(document.source().line("source"));
        lines.add(document.target().line("target"));
        if (document.sameValue() != null) {
            lines.add(Objects.equals(document.sameValue(), true) ? "both sides agree" : "the sides differ");
        }
        if (decoded != null) {
            lines.add(decoded);
        }
        return lines;
    }
}
