package io.slipway.cassandra.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cassandra.internal.ServerFolder.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerFolderTest {
    private static final List<Ports> PORTS = List.of(new Ports(101, 102), new Ports(201, 202));

    @TempDir
    private Path path;

    @Test
    void should_give_each_server_its_ports_and_share_of_the_ring() throws IOException {
        assertThat(configured(0, Map.of()))
                .contains("initial_token: \"-9223372036854775808\"", "storage_port: 101", "native_transport_port: 102")
                .contains("data_file_directories: [ \"" + path + "/data\" ]")
                .anyMatch(line -> line.contains("{seeds: \"127.0.0.1:101,127.0.0.1:201\"}"));
        assertThat(configured(1, Map.of()))
                .contains("initial_token: \"0\"", "storage_port: 201", "native_transport_port: 202");
    }

    @Test
    void should_replace_a_setting_if_the_template_has_it_and_add_it_if_not() throws IOException {
        List<String> plain = configured(0, Map.of("commitlog_sync", "batch"));
        List<String> changed = configured(0, Map.of("commitlog_sync", "periodic", "commitlog_sync_period", "1s"));

        assertThat(plain).contains("commitlog_sync: batch");
        assertThat(changed)
                .hasSize(plain.size() + 1)
                .contains("commitlog_sync: periodic", "commitlog_sync_period: 1s")
                .doesNotContain("commitlog_sync: batch");
    }

    @Test
    void should_tell_the_last_lines_of_the_log() throws IOException {
        ServerFolder folder = new ServerFolder(path);
        assertThat(folder.logTail()).contains("no log");

        Files.writeString(folder.log(), "first\n" + "line\n".repeat(50) + "last\n");

        assertThat(folder.logTail()).endsWith("line\nlast").doesNotContain("first");
    }

    private List<String> configured(int index, Map<String, String> settings) throws IOException {
        ServerFolder folder = new ServerFolder(path);
        folder.configure(index, PORTS, settings);
        return Files.readAllLines(folder.yaml());
    }
}
