package io.slipway.conformance;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvStore;
import io.slipway.kv.KvTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Runs steps on a store, as {@code schemas/conformance/README.md} says. */
final class Steps {

    private final KvStore store;

    Steps(KvStore store) {
        this.store = store;
    }

    /** What the log says of a step, without its number. */
    String run(String step) {
        try {
            return answer(Words.of(step));
        } catch (KvException e) {
            KvErrorCode code = e.code();
            return "error %d %s %s retryable=%d maybe_applied=%d"
                    .formatted(
                            code.number(),
                            code.name(),
                            code.category(),
                            code.retryable() ? 1 : 0,
                            code.maybeApplied() ? 1 : 0);
        }
    }

    private String answer(Words words) {
        return switch (words.verb()) {
            case "get" ->
                table(words)
                        .get(words.key())
                        .map(value -> "value " + Bytes.logged(value))
                        .orElse("absent");
            case "exists" -> table(words).exists(words.key()) ? "present" : "absent";
            case "put" -> {
                table(words).put(words.key(), Bytes.parse(words.plain().get(2)), options(words));
                yield "ok";
            }
            case "delete" -> {
                table(words).delete(words.key());
                yield "ok";
            }
            case "getmany" -> getMany(words);
            case "putmany" -> {
                table(words).putMany(entries(words.arguments()), options(words));
                yield "ok";
            }
            case "deletemany" -> {
                table(words).deleteMany(keys(words));
                yield "ok";
            }
            case "scan" -> scan(words);
            case "scanall" -> scanAll(words);
            case "batch" -> batch(words.plain());
            case "close" -> {
                store.close();
                yield "ok";
            }
            default -> throw new IllegalArgumentException("no step: " + words.verb());
        };
    }

    private KvTable table(Words words) {
        KvTable table = store.table(words.table());
        return words.timeout().map(table::withDeadline).orElse(table);
    }

    private static PutOptions options(Words words) {
        Optional<PutOptions> ttl =
                words.named("ttl").map(millis -> PutOptions.ttl(Duration.ofMillis(Long.parseLong(millis))));
        return ttl.or(() -> words.named("at")
                        .map(millis -> PutOptions.expiresAt(Instant.ofEpochMilli(Long.parseLong(millis)))))
                .orElse(PutOptions.none());
    }

    private static List<ByteString> keys(Words words) {
        return words.arguments().stream().map(Bytes::parse).toList();
    }

    private static Map<ByteString, ByteString> entries(List<String> words) {
        Map<ByteString, ByteString> entries = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            entries.put(Bytes.parse(word.substring(0, equals)), Bytes.parse(word.substring(equals + 1)));
        }
        return entries;
    }

    private String getMany(Words words) {
        List<ByteString> keys = keys(words);
        Map<ByteString, ByteString> values = table(words).getMany(keys);
        StringBuilder answer = new StringBuilder("values");
        for (int i = 0; i < keys.size(); i++) {
            ByteString value = values.get(keys.get(i));
            if (value != null) {
                answer.append(' ').append(i).append('=').append(Bytes.logged(value));
            }
        }
        return answer.toString();
    }

    private String scan(Words words) {
        ScanRange range = range(words).limit(words.number("limit"));
        ScanRange next = words.bytes("token")
                .map(token -> range.resume(new ScanToken(token)))
                .orElse(range);
        StringBuilder answer = new StringBuilder("entries");
        for (int left = words.number("pages"); left > 0; left--) {
            ScanPage page = table(words).scan(next);
            for (KvEntry entry : page.entries()) {
                answer.append(' ').append(Bytes.logged(entry.key())).append('=').append(Bytes.logged(entry.value()));
            }
            if (page.next().isEmpty()) {
                return answer.append(" end").toString();
            }
            next = range.resume(page.next().get());
        }
        return answer.append(" more").toString();
    }

    private static ScanRange range(Words words) {
        return words.bytes("prefix").map(ScanRange::prefix).orElseGet(() -> {
            ByteString from = words.bytes("from").orElseThrow();
            return words.bytes("to").map(to -> ScanRange.between(from, to)).orElseGet(() -> ScanRange.from(from));
        });
    }

    private String scanAll(Words words) {
        KvTable table = table(words);
        List<ScanToken> starts = words.named("splits").isPresent()
                ? table.scanAllSplits(words.number("splits"))
                : List.of(ScanToken.START);
        SortedMap<ByteString, ByteString> entries = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
        for (ScanToken start : starts) {
            Optional<ScanToken> next = Optional.of(start);
            while (next.isPresent()) {
                ScanPage page = table.scanAll(next.get(), words.number("limit"));
                page.entries().forEach(entry -> entries.put(entry.key(), entry.value()));
                next = page.next();
            }
        }
        return "table " + entries.size() + " " + Bytes.digest(entries);
    }

    private String batch(List<String> writes) {
        KvBatch batch = store.batch();
        for (String write : writes) {
            List<String> parts = parts(write);
            if (parts.get(0).equals("delete")) {
                batch.delete(parts.get(1), Bytes.parse(parts.get(2)));
            } else {
                PutOptions options = parts.size() < 5
                        ? PutOptions.none()
                        : PutOptions.ttl(Duration.ofMillis(Long.parseLong(parts.get(4))));
                batch.put(parts.get(1), Bytes.parse(parts.get(2)), Bytes.parse(parts.get(3)), options);
            }
        }
        batch.commit();
        return "ok";
    }

    /** Split at colons, but for the one inside {@code r1000:61}. */
    private static List<String> parts(String write) {
        return List.of(write.split(":")).stream()
                .collect(Collectors.collectingAndThen(Collectors.toList(), Steps::joinRepeats));
    }

    private static List<String> joinRepeats(List<String> parts) {
        for (int i = 2; i + 1 < parts.size(); i++) {
            if (parts.get(i).matches("r[0-9]+")) {
                parts.set(i, parts.get(i) + ":" + parts.remove(i + 1));
            }
        }
        return parts;
    }
}
