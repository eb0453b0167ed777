package io.slipway.demo.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.demo.v1.StringUse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StringSketchTest {
    private static final SeededRank RANKS = new SeededRank(7);

    @Test
    void should_keep_the_smallest_ranks_whatever_the_order() {
        List<Integer> samples = new ArrayList<>(IntStream.range(0, 500).boxed().toList());
        List<StringUse> inOrder = sketchOf(samples);
        Collections.shuffle(samples, new Random(3));

        assertThat(inOrder).hasSize(50).isEqualTo(sketchOf(samples));
        assertThat(inOrder).extracting(use -> RANKS.of(use.getText())).isSorted();
    }

    @Test
    void should_know_every_sample_of_a_kept_string() {
        assertThat(sketchOf(IntStream.range(0, 500).boxed().toList()))
                .extracting(StringUse::getSampleCount)
                .as("each string occurs in ten consecutive samples")
                .containsOnly(10);
    }

    @Test
    void should_list_the_smallest_hashes_if_there_are_too_many() {
        StringSketch sketch = new StringSketch(1, RANKS);
        for (int i = 199; i >= 0; i--) {
            sketch.add(hash(i), List.of("common"));
        }

        StringUse use = sketch.smallest().get(0);
        assertThat(use.getSampleCount()).isEqualTo(200);
        assertThat(use.getSampleSha256List())
                .isEqualTo(
                        IntStream.range(0, 64).mapToObj(StringSketchTest::hash).toList());
    }

    private static List<StringUse> sketchOf(List<Integer> samples) {
        StringSketch sketch = new StringSketch(50, RANKS);
        for (int sample : samples) {
            int decade = sample / 10;
            sketch.add(
                    hash(sample),
                    IntStream.range(0, 20)
                            .mapToObj(i -> "string-" + decade + "-" + i)
                            .toList());
        }
        return sketch.smallest();
    }

    private static ByteString hash(int sample) {
        return ByteString.copyFrom(new byte[] {(byte) (sample >> 8), (byte) sample});
    }
}
