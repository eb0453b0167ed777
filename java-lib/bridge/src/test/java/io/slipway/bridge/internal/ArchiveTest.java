package io.slipway.bridge.internal;

import static java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE;
import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveTest {

    @TempDir
    private Path folder;

    private final List<ProcessBuilder> started = new ArrayList<>();
    private Instant now = Instant.now();
    private Path path;
    private Path lock;

    @BeforeEach
    void name() {
        path = folder.resolve("classes-7.jsa");
        lock = folder.resolve("classes-7.jsa.lock");
    }

    private void make() {
        InstantSource clock = () -> now;
        new Archive(path, clock, started::add).make();
    }

    /** What the process leaves behind if this is its Java. */
    private List<String> filesAfter(String java) throws IOException, InterruptedException {
        Path program = Files.writeString(folder.resolve("java"), "#!/bin/sh\n" + java);
        Files.setPosixFilePermissions(program, Set.of(OWNER_READ, OWNER_EXECUTE));
        Files.createFile(lock);
        Archive.process(program, path, "a.jar").start().waitFor();
        Files.delete(program);
        return files();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void should_be_made_by_one_process_at_a_time() {
        make();
        make();
        assertThat(started).hasSize(1);
    }

    @Test
    void should_be_made_again_if_the_process_has_failed_long_ago() {
        make();
        now = now.plus(Duration.ofMinutes(6));
        make();
        make();
        assertThat(started).hasSize(2);
    }

    @Test
    void should_not_be_made_if_it_is_there() throws IOException {
        Files.createFile(path);
        make();
        assertThat(started).isEmpty();
    }

    @Test
    void should_cost_nothing_but_itself_if_its_folder_is_gone() throws IOException {
        Files.delete(folder);
        make();
        assertThat(started).isEmpty();
        Files.createDirectory(folder);
    }

    @Test
    void should_leave_the_latest_of_others() throws IOException {
        for (int i = 1; i <= 6; i++) {
            Path other = Files.createFile(folder.resolve("classes-" + (9 - i) + "0.jsa"));
            Files.setLastModifiedTime(other, FileTime.from(now.minus(Duration.ofDays(10 - i))));
        }
        make();
        assertThat(files())
                .containsExactlyInAnyOrder("classes-50.jsa", "classes-40.jsa", "classes-30.jsa", "classes-7.jsa.lock");
    }

    @Test
    void should_remove_what_others_have_left_half_made() throws IOException {
        Files.createFile(folder.resolve("classes-1.jsa.made"));
        Path abandoned = Files.createFile(folder.resolve("classes-2.jsa.made"));
        Files.setLastModifiedTime(abandoned, FileTime.from(now.minus(Duration.ofMinutes(6))));
        make();
        assertThat(files()).containsExactlyInAnyOrder("classes-1.jsa.made", "classes-7.jsa.lock");
    }

    @Test
    void should_appear_in_one_step() throws IOException, InterruptedException {
        assertThat(filesAfter("echo made > ${1#*=}")).containsExactly("classes-7.jsa");
    }

    @Test
    void should_leave_the_lock_if_it_cannot_be_made() throws IOException, InterruptedException {
        assertThat(filesAfter("echo half > ${1#*=}; exit 1")).containsExactly("classes-7.jsa.lock");
    }
}
