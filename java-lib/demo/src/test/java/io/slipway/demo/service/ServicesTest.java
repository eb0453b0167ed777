package io.slipway.demo.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.DemoTable;
import io.slipway.demo.model.Keys;
import io.slipway.demo.v1.FileKind;
import io.slipway.demo.v1.FileReport;
import io.slipway.demo.v1.Sighting;
import io.slipway.demo.v1.StringUse;
import io.slipway.demo.v1.Verdict;
import io.slipway.kv.KvStore;
import io.slipway.kv.ProtoTable;
import io.slipway.kv.PutOptions;
import io.slipway.kv.memory.MemoryKvStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServicesTest {
    private static final ByteString SHA256 = ByteString.copyFrom(new byte[Keys.SHA256_BYTES]);
    private static final ByteString PLACE = Keys.sighting("some.jar", "a/B.class");

    private final KvStore store = MemoryKvStore.create();
    private final MasterService master = new MasterService(store);
    private final DeliveryService delivery = new DeliveryService(store);
    private final ApiService api = new ApiService(store);
    private final ProtoTable<FileReport> samples = store.table(DemoTable.SAMPLES.tableName(), FileReport.parser());
    private final ProtoTable<Sighting> sightings = store.table(DemoTable.SIGHTINGS.tableName(), Sighting.parser());
    private final ProtoTable<Verdict> verdicts = store.table(DemoTable.VERDICTS.tableName(), Verdict.parser());

    @Test
    void should_raise_the_revision_and_keep_the_rest_if_a_sample_is_analysed_again() {
        samples.put(SHA256, report().setEntropyMillibits(5000).build());

        master.reanalyze(SHA256, "again", PutOptions.none());
        master.reanalyze(SHA256, "and-again", PutOptions.none());

        assertThat(api.report(SHA256))
                .contains(report().setEntropyMillibits(5000)
                        .setRevision(2)
                        .addTags("and-again")
                        .build());
    }

    @Test
    void should_bring_a_sample_back_bare_if_it_was_retired() {
        samples.put(SHA256, report().build());

        Map<ByteString, ByteString> held = master.retire(DemoTable.SAMPLES, List.of(SHA256));
        assertThat(held).containsOnly(Map.entry(SHA256, report().build().toByteString()));
        assertThat(api.report(SHA256)).isEmpty();
        master.reanalyze(SHA256, "back", PutOptions.none());

        assertThat(api.report(SHA256))
                .contains(FileReport.newBuilder()
                        .setSha256(SHA256)
                        .setRevision(1)
                        .addTags("back")
                        .build());
    }

    @Test
    void should_resubmit_what_was_retired() {
        samples.put(SHA256, report().build());

        master.resubmit(DemoTable.SAMPLES, master.retire(DemoTable.SAMPLES, List.of(SHA256, PLACE)));

        assertThat(api.reports(List.of(SHA256, PLACE))).containsOnlyKeys(SHA256);
    }

    @Test
    void should_withdraw_and_publish_a_sample_with_its_place() {
        master.publish(SHA256, PLACE);
        assertThat(api.report(SHA256)).isPresent();
        assertThat(sightings.get(PLACE)).isPresent();

        master.withdraw(SHA256, PLACE);
        assertThat(api.report(SHA256)).isEmpty();
        assertThat(sightings.get(PLACE)).isEmpty();
    }

    @Test
    void should_count_a_string() {
        ByteString key = Keys.string("java/lang/Object");

        master.count(key);
        master.count(key);

        assertThat(store.table(DemoTable.STRINGS.tableName(), StringUse.parser())
                        .get(key))
                .contains(StringUse.newBuilder().setSampleCount(2).build());
    }

    @Test
    void should_deliver_a_verdict_on_a_sighting_and_its_sample() {
        samples.put(
                SHA256, report().setKind(FileKind.FILE_KIND_ELF).setRevision(3).build());
        master.sight(PLACE, SHA256);

        delivery.deliver(PLACE);

        Verdict verdict = verdicts.get(Keys.verdict(SHA256, PLACE)).orElseThrow();
        assertThat(verdict.getVerdict()).isEqualTo(Verdict.Class.CLASS_NATIVE);
        assertThat(verdict.getReportRevision()).isEqualTo(3);
        assertThat(verdict.getOrigin().getPath()).isEqualTo("a/B.class");
        assertThat(api.verdictsOn(SHA256, 10)).containsExactly(Keys.verdict(SHA256, PLACE));
    }

    @Test
    void should_withdraw_the_verdict_if_the_sample_is_gone() {
        samples.put(SHA256, report().build());
        master.sight(PLACE, SHA256);
        delivery.deliver(PLACE);
        master.retire(DemoTable.SAMPLES, List.of(SHA256));

        delivery.deliver(PLACE);

        assertThat(api.verdictsOn(SHA256, 10)).isEmpty();
    }

    @Test
    void should_deliver_nothing_if_the_place_is_unknown() {
        delivery.deliver(PLACE);

        assertThat(api.verdictsOn(SHA256, 10)).isEmpty();
    }

    @Test
    void should_browse_and_search_in_order_within_one_prefix() {
        master.sight(Keys.sighting("some.jar", "b"), SHA256);
        master.sight(Keys.sighting("some.jar", "a"), SHA256);
        master.sight(Keys.sighting("some.jar.bak", "a"), SHA256);
        master.count(Keys.string("java/util"));
        master.count(Keys.string("javax/net"));

        assertThat(api.browse("some.jar", 10))
                .containsExactly(Keys.sighting("some.jar", "a"), Keys.sighting("some.jar", "b"));
        assertThat(api.browse("some.jar", 1)).containsExactly(Keys.sighting("some.jar", "a"));
        assertThat(api.search("java", 10)).containsExactly(Keys.string("java/util"));
    }

    private static FileReport.Builder report() {
        return FileReport.newBuilder().setSha256(SHA256).setSizeBytes(7);
    }
}
