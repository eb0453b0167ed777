package io.slipway.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceCommandTest {

    private static final String JAVA =
            "java=" + String.join(" ", BuiltTestees.java().command());

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int run(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "--stores",
                "memory",
                "--programs",
                "2",
                "--steps",
                "60",
                "--seed",
                "42",
                "--root",
                "../..",
                "--folder",
                folder.toString(),
                "--testee",
                JAVA));
        words.addAll(List.of(more));
        return ConformanceCommand.execute(new PrintStream(printed, true, UTF_8), words.toArray(String[]::new));
    }

    /** A testee that is Java's, but for what {@code sed} makes of its log. */
    private String planted(String edit) throws IOException {
        Path script = Files.createFile(
                folder.resolve("testee"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(
                script,
                "#!/bin/sh\n" + String.join(" ", BuiltTestees.java().command()) + " \"$@\" | sed '" + edit + "'\n");
        return "planted=" + script;
    }

    @Test
    void should_end_well_if_all_testees_say_what_the_scenarios_expect() {
        int code = run("--testee", "again" + JAVA.substring("java".length()));

        assertThat(printed.toString(UTF_8))
                .contains("2 testees, 1 stores, 2 programs, 4 runs")
                .endsWith(" 0 differences\n");
        assertThat(code).isZero();
    }

    @Test
    void should_fail_and_show_the_lines_if_one_answer_differs() throws IOException {
        int code = run("--testee", planted("s/^16 error 1012 DEADLINE_RANGE/16 error 1010 SCAN_RANGE/"));

        assertThat(printed.toString(UTF_8))
                .contains("expected: 16 error 1012 DEADLINE_RANGE USER", "found:    16 error 1010 SCAN_RANGE USER")
                .endsWith(" 1 differences\n");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void should_fail_if_a_testee_stops_early() throws IOException {
        int code = run("--testee", planted("/^# random-1/,$d"));

        assertThat(printed.toString(UTF_8)).contains("found:    (nothing)");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void should_fail_if_a_testee_ends_badly() {
        int code = run("--testee", "broken=false");

        assertThat(printed.toString(UTF_8)).contains("broken FAILED: broken ended with exit code 1");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void should_refuse_stores_and_testees_that_cannot_be() {
        assertThat(run("--stores", "memory,elsewhere")).isEqualTo(2);
        assertThat(run("--testee", "nameless")).isEqualTo(2);
    }
}
