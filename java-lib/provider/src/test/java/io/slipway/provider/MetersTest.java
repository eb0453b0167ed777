package io.slipway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.kv.KvConfig;
import io.slipway.kv.KvTable;
import io.slipway.kv.KvUserException;
import io.slipway.migrate.router.RouterListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process measures of itself, through a registry of the service's own. */
class MetersTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("key");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    @Test
    void should_count_calls_and_requests_of_a_table() {
        try (Slipway slipway = open()) {
            KvTable reports = slipway.store().table("reports");
            reports.put(KEY, KEY);
            reports.get(KEY);
            reports.get(KEY);
            assertThatThrownBy(() -> reports.put(ByteString.EMPTY, KEY)).isInstanceOf(KvUserException.class);

            assertThat(calls("ok")).isEqualTo(3);
            assertThat(registry.get("slipway.operations")
                            .tag("table", "reports")
                            .functionCounter()
                            .count())
                    .isEqualTo(3);
            assertThat(requests("slipway.source.requests", "read")).isEqualTo(2);
            assertThat(requests("slipway.source.requests", "write")).isEqualTo(1);
            assertThat(requests("slipway.target.requests", "write")).isZero();
            assertThat(registry.get("slipway.calls.in.flight").gauge().value()).isZero();
            assertThat(registry.get("slipway.lease.age").gauge().value()).isGreaterThanOrEqualTo(0);
        }
    }

    @Test
    void should_leave_nothing_in_the_registry_when_the_store_is_closed() {
        try (Slipway slipway = open()) {
            slipway.store().table("reports").put(KEY, KEY);
            assertThat(registry.getMeters()).isNotEmpty();
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void should_register_exactly_the_meters_that_the_package_documents() throws IOException {
        String documented = Files.readString(Path.of("src/main/java/io/slipway/provider/metrics/package-info.java"));
        Set<String> names = Pattern.compile("^ \\* (slipway[a-z.]+) ", Pattern.MULTILINE)
                .matcher(documented)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Slipway slipway = open()) {
            slipway.store().table("reports").put(KEY, KEY);

            assertThat(registry.getMeters().stream().map(Meter::getId).map(Meter.Id::getName))
                    .containsAll(names)
                    .allMatch(names::contains);
        }
    }

    private Slipway open() {
        KvConfig config = KvConfig.empty()
                .with("source.rocksdb.path", folder.resolve("old").toString());
        return Slipway.open(config, RouterListener.NONE, registry);
    }

    private long calls(String outcome) {
        return registry.get("slipway.calls")
                .tag("table", "reports")
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    private long requests(String side, String operation) {
        return registry.get(side)
                .tag("operation", operation)
                .tag("outcome", "ok")
                .timer()
                .count();
    }
}
