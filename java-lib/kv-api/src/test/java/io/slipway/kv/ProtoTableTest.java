package io.slipway.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.memory.MemoryKvStore;
import io.slipway.kv.sample.LaterReport;
import io.slipway.kv.sample.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ProtoTableTest {

    private static final ByteString KEY = ByteString.copyFromUtf8("sha256:1f");

    /** Field 2 before field 1, field 1 twice, an over-long varint, unpacked scores: legal, and not what any encoder writes. */
    private static final ByteString NON_CANONICAL = ByteString.copyFrom(
            new byte[] {0x10, (byte) 0x87, (byte) 0x80, 0x00, 0x0a, 0x01, 'a', 0x0a, 0x01, 'b', 0x18, 0x05, 0x18, 0x06
            });

    private final KvStore store = MemoryKvStore.create();
    private final ProtoTable<Report> reports = store.table("reports", Report.parser());

    @Test
    void should_read_what_was_packed() {
        Report report = Report.newBuilder()
                .setName("ls")
                .setSize(142_144)
                .addAllScores(List.of(3, -1))
                .build();

        reports.put(KEY, report);

        assertThat(reports.get(KEY)).contains(report);
        assertThat(reports.getAsync(KEY).toCompletableFuture().join()).contains(report);
        assertThat(reports.raw().get(KEY)).contains(report.toByteString());
        assertThat(reports.getMany(List.of(KEY, ByteString.copyFromUtf8("absent"))))
                .containsExactly(Map.entry(KEY, report));
        reports.delete(KEY);
        assertThat(reports.get(KEY)).isEmpty();
    }

    @Test
    void should_read_the_default_message_if_the_value_is_empty() {
        reports.put(KEY, Report.getDefaultInstance(), PutOptions.ttl(Duration.ofHours(1)));

        assertThat(reports.raw().get(KEY)).contains(ByteString.EMPTY);
        assertThat(reports.get(KEY)).contains(Report.getDefaultInstance());
    }

    @Test
    void should_leave_a_non_canonical_encoding_alone_if_it_is_only_read() {
        reports.raw().put(KEY, NON_CANONICAL);

        Report read = reports.get(KEY).orElseThrow();

        assertThat(read.getName()).isEqualTo("b");
        assertThat(read.getSize()).isEqualTo(7);
        assertThat(read.getScoresList()).containsExactly(5, 6);
        assertThat(read.toByteString()).isNotEqualTo(NON_CANONICAL);
        assertThat(reports.raw().get(KEY)).contains(NON_CANONICAL);
    }

    @Test
    void should_keep_unknown_fields_if_an_older_service_writes_the_message_back() {
        LaterReport later = LaterReport.newBuilder()
                .setName("ls")
                .setSize(9)
                .setVerdict("clean")
                .putCounts("strings", 77)
                .build();
        reports.raw().put(KEY, later.toByteString());

        Report read = reports.get(KEY).orElseThrow();
        reports.put(KEY, read);

        assertThat(reports.raw().get(KEY)).contains(later.toByteString());
    }

    @Property(tries = 300)
    void should_hand_out_the_very_bytes_that_were_put(@ForAll byte[] bytes) {
        ByteString value = ByteString.copyFrom(bytes);

        reports.raw().put(KEY, value);

        assertThat(reports.raw().get(KEY)).contains(value);
    }

    @Test
    void should_fail_with_a_user_error_if_the_bytes_are_no_message() {
        reports.raw().put(KEY, ByteString.copyFromUtf8("\u0007nonsense"));

        assertThatThrownBy(() -> reports.get(KEY))
                .isInstanceOf(KvUserException.class)
                .hasMessageContaining("SLIPWAY-1011 VALUE_NOT_PARSEABLE: table 'reports', get, key 'sha256:1f'")
                .hasMessageNotContaining("nonsense");
        assertThatThrownBy(() -> reports.getAsync(KEY).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(KvUserException.class);
    }
}
