package io.slipway.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.kv.memory.MemoryKvStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgramMakerTest {

    @Test
    void should_make_the_same_program_of_the_same_seed_and_another_of_another() {
        Program first = new ProgramMaker(7).make("p", 200);

        assertThat(new ProgramMaker(7).make("p", 200)).isEqualTo(first);
        assertThat(new ProgramMaker(8).make("p", 200).steps()).isNotEqualTo(first.steps());
    }

    @Test
    void should_use_every_verb_hit_often_and_meet_every_error_that_a_store_in_memory_has() {
        Set<String> verbs = new HashSet<>();
        List<String> lines = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            Steps steps = new Steps(MemoryKvStore.create());
            for (String step : new ProgramMaker(seed).make("p", 100).steps()) {
                verbs.add(step.split(" ", 2)[0]);
                lines.add(lines.size() + " " + steps.run(step));
            }
        }

        assertThat(verbs)
                .containsExactlyInAnyOrder(
                        "get",
                        "exists",
                        "put",
                        "delete",
                        "getmany",
                        "putmany",
                        "deletemany",
                        "scan",
                        "scanall",
                        "batch",
                        "close");
        var answers = new Log(lines).answers();
        double found = answers.get("value") + answers.get("present");
        assertThat(found / (found + answers.get("absent"))).isGreaterThan(0.3);
        assertThat(answers)
                .containsKeys(
                        "error 1001",
                        "error 1002",
                        "error 1003",
                        "error 1005",
                        "error 1006",
                        "error 1009",
                        "error 1010",
                        "error 1012",
                        "error 1030");
    }
}
