package io.slipway.migrate.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.spi.config.Phase;
import io.slipway.spi.config.Stage;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EdgesTest {

    @Test
    void should_pass_through_confirm_both_ways() {
        assertThat(Edges.path("t", Phase.AUDIT, Stage.READ_TARGET)).containsExactly(Phase.CONFIRM, Phase.READ_TARGET);
        assertThat(Edges.path("t", Phase.READ_TARGET, Stage.AUDIT)).containsExactly(Phase.CONFIRM, Phase.AUDIT);
    }

    @Test
    void should_enrol_before_dual_write_and_stay_enrolled_behind_it() {
        assertThat(Edges.path("t", Phase.SOURCE, Stage.DUAL_WRITE)).containsExactly(Phase.ENROLLED, Phase.DUAL_WRITE);
        assertThat(Edges.path("t", Phase.DUAL_WRITE, Stage.SOURCE)).containsExactly(Phase.ENROLLED);
        assertThat(Edges.path("t", Phase.ENROLLED, Stage.SOURCE)).isEmpty();
    }

    @Test
    void should_continue_from_the_middle_of_an_edge() {
        assertThat(Edges.path("t", Phase.CONFIRM, Stage.READ_TARGET)).containsExactly(Phase.READ_TARGET);
        assertThat(Edges.path("t", Phase.CONFIRM, Stage.AUDIT)).containsExactly(Phase.AUDIT);
    }

    @Test
    void should_name_the_legal_stages_if_an_edge_is_illegal() {
        assertThatThrownBy(() -> Edges.path("t", Phase.DUAL_WRITE, Stage.TARGET))
                .isInstanceOfSatisfying(
                        KvException.class, e -> assertThat(e.code()).isEqualTo(KvErrorCode.STAGE_EDGE))
                .hasMessageContaining("from dual-write to target")
                .hasMessageContaining("source, audit");
        assertThatThrownBy(() -> Edges.path("t", Phase.TARGET, Stage.READ_TARGET))
                .hasMessageContaining("final")
                .hasMessageContaining("nowhere");
    }

    @Property
    void should_walk_only_between_adjacent_phases(@ForAll Phase from, @ForAll Stage to) {
        List<Phase> path;
        try {
            path = Edges.path("t", from, to);
        } catch (KvException e) {
            assertThat(e.code()).isEqualTo(KvErrorCode.STAGE_EDGE);
            assertThat(Edges.from(from.stage())).doesNotContain(to);
            return;
        }
        Phase now = from;
        for (Phase next : path) {
            assertThat(Edges.adjacent(now, next)).as("%s to %s", now, next).isTrue();
            now = next;
        }
        assertThat(now.stage()).isEqualTo(to);
    }
}
