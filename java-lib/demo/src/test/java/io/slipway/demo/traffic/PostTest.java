package io.slipway.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.slipway.demo.model.Keys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 9})
    void should_give_each_post_and_each_key_to_one_process(int processes) {
        KeyBook keys = keys();
        for (Role role : Role.values()) {
            List<Post> posts = IntStream.range(0, processes)
                    .boxed()
                    .flatMap(process -> {
                        List<Post> own = Post.ofProcess(role, process, processes);
                        assertThat(own).isNotEmpty();
                        return own.stream();
                    })
                    .toList();

            List<ByteString> samples = new ArrayList<>();
            List<KeyBook.Place> places = new ArrayList<>();
            posts.forEach(post ->
                    samples.addAll(keys.share(post.index(), post.lanes()).samples()));
            posts.forEach(
                    post -> places.addAll(keys.share(post.index(), post.lanes()).places()));
            assertThat(posts).doesNotHaveDuplicates();
            assertThat(samples).containsExactlyInAnyOrderElementsOf(keys.samples());
            assertThat(places).containsExactlyInAnyOrderElementsOf(keys.places());
        }
    }

    @Test
    void should_read_the_keys_that_another_process_wrote(@TempDir Path folder) {
        KeyBook keys = keys();
        keys.write(folder.resolve("keys"));

        KeyBook read = KeyBook.read(folder.resolve("keys"));

        assertThat(read.samples()).isEqualTo(keys.samples());
        assertThat(read.largeSamples()).isEqualTo(keys.largeSamples()).hasSize(1);
        assertThat(read.places()).isEqualTo(keys.places());
        assertThat(read.strings()).isEqualTo(keys.strings());
    }

    private static KeyBook keys() {
        SplittableRandom random = new SplittableRandom(1);
        KeyBook keys = new KeyBook();
        for (int i = 0; i < 200; i++) {
            byte[] sha256 = new byte[Keys.SHA256_BYTES];
            random.nextBytes(sha256);
            ByteString sample = ByteString.copyFrom(sha256);
            keys.addSample(sample, i == 0);
            keys.addPlace(Keys.sighting("module-" + i % 5, "path-" + i), sample);
            keys.addString(Keys.string("token" + i % 7 + "/" + i));
        }
        return keys;
    }
}
