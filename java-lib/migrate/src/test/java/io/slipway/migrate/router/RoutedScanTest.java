package io.slipway.migrate.router;

import static io.slipway.migrate.router.RouterBed.EPOCH;
import static io.slipway.migrate.router.RouterBed.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.slipway.kv.KvEntry;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.ScanPage;
import io.slipway.kv.ScanRange;
import io.slipway.kv.ScanToken;
import io.slipway.spi.Mutation;
import io.slipway.spi.StoredValue;
import io.slipway.spi.VersionedWrite;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.WritePolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoutedScanTest {

    private static final int ROWS = 50;

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"SOURCE", "AUDIT", "READ_TARGET"})
    void should_show_every_entry_once_if_the_table_stays(Phase phase) {
        RouterBed bed = filled(phase);
        List<ByteString> seen = new ArrayList<>();
        for (ScanToken token : bed.run(bed.table().scanAllSplitsAsync(4))) {
            seen.addAll(rest(bed, token));
        }

        assertThat(seen).hasSize(ROWS).doesNotHaveDuplicates();
    }

    @Test
    void should_go_on_with_the_remaining_keys_if_the_table_moves_to_the_target() {
        RouterBed bed = filled(Phase.CONFIRM);
        ScanPage first = bed.run(bed.table().scanAllAsync(ScanToken.START, 20));
        bed.move(Phase.READ_TARGET, EPOCH + 1, WritePolicy.BACKGROUND, 0);
        bed.run(bed.router.refresh());
        List<ByteString> later = rest(bed, first.next().orElseThrow());

        assertThat(later).hasSize(ROWS - 20).doesNotContainAnyElementsOf(keys(first));
    }

    @Test
    void should_show_every_entry_again_if_the_table_goes_back_to_the_source() {
        RouterBed bed = filled(Phase.READ_TARGET);
        ScanPage first = bed.run(bed.table().scanAllAsync(ScanToken.START, 20));
        bed.move(Phase.CONFIRM, EPOCH + 1, WritePolicy.BACKGROUND, 0);
        bed.run(bed.router.refresh());
        Set<ByteString> later = new HashSet<>(rest(bed, first.next().orElseThrow()));

        assertThat(later).hasSize(ROWS);
    }

    @Test
    void should_show_the_remaining_keys_alone_if_the_table_goes_there_and_back() {
        RouterBed bed = filled(Phase.CONFIRM);
        ScanPage first = bed.run(bed.table().scanAllAsync(ScanToken.START, 20));
        bed.move(Phase.READ_TARGET, EPOCH + 1, WritePolicy.BACKGROUND, 0);
        bed.run(bed.router.refresh());
        ScanPage second = bed.run(bed.table().scanAllAsync(first.next().orElseThrow(), 5));
        bed.move(Phase.CONFIRM, EPOCH + 2, WritePolicy.BACKGROUND, 0);
        bed.run(bed.router.refresh());
        List<ByteString> later = rest(bed, second.next().orElseThrow());

        assertThat(later).hasSize(ROWS - 20).doesNotContainAnyElementsOf(keys(first));
    }

    @Test
    void should_scan_in_order_page_by_page() {
        RouterBed bed = filled(Phase.AUDIT);
        List<ByteString> seen = new ArrayList<>();
        Optional<ScanToken> next = Optional.empty();
        ScanRange range = ScanRange.from(ByteString.EMPTY).limit(7);
        do {
            ScanPage page =
                    bed.run(bed.table().scanAsync(next.map(range::resume).orElse(range)));
            seen.addAll(keys(page));
            next = page.next();
        } while (next.isPresent());

        assertThat(seen).containsExactlyElementsOf(bed.source.rows.keySet());
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"SOURCE", "READ_TARGET"})
    void should_refuse_a_damaged_token(Phase phase) {
        RouterBed bed = filled(phase);
        for (String bytes : List.of("T", "Tx", "R", "\u0001", "TTTTTTTTTTTTTTTTTTTTTTTTTTT")) {
            ScanToken token = new ScanToken(ByteString.copyFromUtf8(bytes));
            assertThatThrownBy(() -> bed.run(bed.table().scanAllAsync(token, 10)))
                    .isInstanceOfSatisfying(KvException.class, failure -> assertThat(failure.code())
                            .isEqualTo(KvErrorCode.SCAN_TOKEN));
        }
    }

    private static RouterBed filled(Phase phase) {
        RouterBed bed = RouterBed.at(phase);
        Mutation put = Mutation.put(StoredValue.lasting(NEW));
        for (int i = 0; i < ROWS; i++) {
            ByteString key = ByteString.copyFromUtf8(String.format("%02d-%x", i, i * 0x9E3779B97F4A7C15L));
            bed.target.put(new VersionedWrite(key, put, bed.source.put(key, put)));
        }
        return bed;
    }

    private static List<ByteString> rest(RouterBed bed, ScanToken from) {
        List<ByteString> seen = new ArrayList<>();
        Optional<ScanToken> next = Optional.of(from);
        while (next.isPresent()) {
            ScanPage page = bed.run(bed.table().scanAllAsync(next.get(), 7));
            seen.addAll(keys(page));
            next = page.next();
        }
        return seen;
    }

    private static List<ByteString> keys(ScanPage page) {
        return page.entries().stream().map(KvEntry::key).toList();
    }
}
