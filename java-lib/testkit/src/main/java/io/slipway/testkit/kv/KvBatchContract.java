package io.slipway.testkit.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvBatch;
import io.slipway.kv.KvBounds;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.PutOptions;
import io.slipway.kv.ScanToken;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All-or-nothing groups. */
abstract class KvBatchContract extends KvScanContract {

    @ParameterizedTest
    @EnumSource
    void should_apply_puts_and_deletes_of_several_tables(Form form) {
        Calls reports = reports(form);
        Calls sightings = sightings(form);
        reports.put(key("gone"), bytes("0"));
        KvBatch batch = store().batch()
                .put(REPORTS, key("a"), bytes("1"))
                .put(SIGHTINGS, key("a"), ByteString.EMPTY)
                .delete(REPORTS, key("gone"))
                .delete(SIGHTINGS, key("never"));

        assertThat(batch.size()).isEqualTo(4);
        assertThat(reports.get(key("a"))).isEmpty();
        reports.commit(batch);

        assertThat(reports.get(key("a"))).contains(bytes("1"));
        assertThat(sightings.get(key("a"))).contains(ByteString.EMPTY);
        assertThat(reports.get(key("gone"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void should_count_the_last_write_of_a_key_alone(Form form) {
        Calls reports = reports(form);
        reports.put(key("removed"), bytes("0"));
        KvBatch batch = store().batch()
                .put(REPORTS, key("a"), bytes("1"), PutOptions.ttl(Duration.ofSeconds(1)))
                .delete(REPORTS, key("a"))
                .put(REPORTS, key("a"), bytes("2"))
                .put(REPORTS, key("removed"), bytes("3"))
                .delete(REPORTS, key("removed"));

        assertThat(batch.size()).isEqualTo(2);
        reports.commit(batch);
        letPass(Duration.ofSeconds(3));

        assertThat(reports.get(key("a"))).contains(bytes("2"));
        assertThat(reports.get(key("removed"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void should_let_values_of_a_batch_expire(Form form) {
        Calls reports = reports(form);
        reports.commit(store().batch()
                .put(REPORTS, key("brief"), bytes("1"), PutOptions.ttl(Duration.ofSeconds(2)))
                .put(REPORTS, key("stays"), bytes("2")));
        assertThat(reports.get(key("brief"))).contains(bytes("1"));

        letPass(Duration.ofSeconds(4));

        assertThat(reports.get(key("brief"))).isEmpty();
        assertThat(reports.get(key("stays"))).contains(bytes("2"));
    }

    @ParameterizedTest
    @EnumSource
    void should_apply_a_batch_of_the_greatest_size(Form form) {
        Calls reports = reports(form);
        KvBatch many = store().batch();
        rows(KvBounds.BATCH_WRITES_MAX).forEach((key, value) -> many.put(REPORTS, key, value));
        reports.commit(many);
        assertThat(reports.getMany(rows(KvBounds.BATCH_WRITES_MAX).keySet()))
                .isEqualTo(rows(KvBounds.BATCH_WRITES_MAX));

        ByteString large = randomBytes(
                new Random(3), KvBounds.BATCH_BYTES_MAX / 2 - key("large1").size());
        reports.commit(store().batch().put(REPORTS, key("large1"), large).put(SIGHTINGS, key("large2"), large));
        assertThat(reports.get(key("large1"))).contains(large);
        assertThat(sightings(form).get(key("large2"))).contains(large);
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_a_batch_above_the_greatest_size_and_change_nothing(Form form) {
        Calls reports = reports(form);
        KvBatch many = store().batch();
        rows(KvBounds.BATCH_WRITES_MAX + 1).forEach((key, value) -> many.put(REPORTS, key, value));
        assertFails(KvErrorCode.BATCH_SIZE, () -> reports.commit(many), "1001 writes", "1000");

        ByteString large = ByteString.copyFrom(new byte[KvBounds.BATCH_BYTES_MAX]);
        KvBatch heavy = store().batch().put(REPORTS, key("a"), large);
        assertFails(KvErrorCode.BATCH_SIZE, () -> reports.commit(heavy), "5242880");

        assertThat(scanAll(reports, ScanToken.START, 10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void should_refuse_bad_arguments_where_they_are_added(Form form) {
        KvBatch batch = store().batch().put(REPORTS, key("a"), bytes("1"));

        assertFails(KvErrorCode.TABLE_NAME, () -> batch.put("No", key("b"), bytes("1")), "'No'");
        assertFails(KvErrorCode.KEY_SIZE, () -> batch.put(REPORTS, ByteString.EMPTY, bytes("1")), "batch");
        assertFails(KvErrorCode.KEY_SIZE, () -> batch.delete(REPORTS, ByteString.EMPTY), "batch");
        assertFails(
                KvErrorCode.TTL_RANGE,
                () -> batch.put(REPORTS, key("b"), bytes("1"), PutOptions.ttl(Duration.ZERO)),
                "batch");
        assertThat(batch.size()).isEqualTo(1);
        reports(form).commit(batch);
        assertThat(reports(form).getMany(List.of(key("a"), key("b")))).containsOnlyKeys(key("a"));
    }

    @ParameterizedTest
    @EnumSource
    void should_be_committed_once(Form form) {
        Calls reports = reports(form);
        KvBatch batch = store().batch().put(REPORTS, key("a"), bytes("1"));
        reports.commit(batch);

        assertThatThrownBy(() -> reports.commit(batch)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> batch.delete(REPORTS, key("a"))).isInstanceOf(IllegalStateException.class);
        assertThat(reports.get(key("a"))).contains(bytes("1"));
    }

    @ParameterizedTest
    @EnumSource
    void should_do_nothing_if_the_batch_is_empty(Form form) {
        Calls reports = reports(form);

        reports.commit(store().batch());

        assertThat(scanAll(reports, ScanToken.START, 10)).isEmpty();
    }
}
