package io.slipway.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.demo.traffic.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in other languages, for which a shell script stands here. */
class GuestTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String SCRIPT =
            """
            read -r start
            echo "$start" > "$GUEST_FOLDER/start"
            echo '{"word":"ready","writesUnanswered":3}'
            echo '{"word":"numbers","totals":{"operations":4,"failed":1,"retries":2,"wrongAnswers":0,"deletesRacedByLoad":0,
            "comparisons":0,"mismatches":0,"recovered":0},"visits":[],"latencies_us":{"250":3,"9000":1}}'
            read -r stop
            echo '{"word":"done"}'
            """
                    .replace(",\n\"", ",\"");

    @TempDir
    private Path folder;

    private final Queue<String> problems = new ConcurrentLinkedQueue<>();

    @Test
    void should_name_what_has_not_been_built() throws IOException {
        Path library = folder.resolve("native/target/cmake/libslipway.so");
        Path service = folder.resolve("bindings-node/build/demo/service.mjs");

        assertThat(Guest.NODE.missing(folder)).containsExactly(service, library);

        for (Path built : List.of(service, library)) {
            Files.createDirectories(built.getParent());
            Files.createFile(built);
        }
        assertThat(Guest.NODE.missing(folder)).isEmpty();
        assertThat(Guest.GO.missing(folder)).containsExactly(folder.resolve("bindings-go/target/demo"));
    }

    @Test
    void should_run_the_built_program_with_the_built_library_at_a_tenth_of_the_rate() {
        Job job = Guest.NODE.job(folder, new Pace(600, 1));

        assertThat(job)
                .isEqualTo(new Job(
                        "delivery-node",
                        "delivery-node",
                        Role.DELIVERY,
                        List.of(),
                        60,
                        new Program(
                                List.of(
                                        "node",
                                        folder.resolve("bindings-node/build/demo/service.mjs")
                                                .toString()),
                                Map.of(
                                        "SLIPWAY_LIBRARY",
                                        folder.resolve("native/target/cmake/libslipway.so")
                                                .toString()))));
        assertThat(Guest.GO.job(folder, new Pace(600, 1)).program().words())
                .containsExactly(folder.resolve("bindings-go/target/demo").toString());
    }

    @Test
    void should_add_up_what_all_starts_of_a_guest_told() throws IOException, InterruptedException {
        ProcessSetup setup = new ProcessSetup(folder, folder, new Pace(600, 1), problems::add);
        Program program = new Program(List.of("sh", "-c", SCRIPT), Map.of("GUEST_FOLDER", folder.toString()));
        Member member = new Member(
                new Job("delivery-node", "delivery-node", Role.DELIVERY, List.of(), 60, program), setup, problems::add);
        try {
            assertThat(member.start().writesUnanswered()).isEqualTo(3);
            Awaitility.await().atMost(PATIENCE).until(() -> member.totals().operations() == 4);
            member.child().kill();
            member.child().ended().join();
            member.start();
            member.child().tell(new Order.Stop());
            int code = member.child()
                    .ended()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();

            assertThat(code).isZero();
        } finally {
            member.kill();
        }
        assertThat(Lines.order(Files.readString(folder.resolve("start"))))
                .isEqualTo(new Order.Start(
                        "delivery-node",
                        2,
                        "delivery-node",
                        List.of(),
                        60,
                        1,
                        setup.config().toString(),
                        setup.keys().toString(),
                        setup.filled().toString(),
                        member.journal().toString()));
        assertThat(member.totals().operations()).isEqualTo(8);
        assertThat(member.totals().failed()).isEqualTo(2);
        assertThat(member.totals().retries()).isEqualTo(4);
        Histogram latency_us = member.latency_us();
        assertThat(latency_us.getTotalCount()).isEqualTo(8);
        assertThat(latency_us.getValueAtPercentile(50)).isEqualTo(250);
        assertThat(latency_us.getMaxValue()).isBetween(9000L, 9010L);
        assertThat(problems).isEmpty();
    }
}
