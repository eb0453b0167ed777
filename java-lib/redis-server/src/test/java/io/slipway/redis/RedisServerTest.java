package io.slipway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {

    @TempDir
    private Path folder;

    @Test
    void should_keep_port_and_acknowledged_writes_if_the_server_is_killed() throws IOException {
        try (RedisServer server = RedisServer.builder().folder(folder).start()) {
            int port = server.port();
            assertThat(ask(server, "SET k v")).isEqualTo("+OK");
            server.kill();
            assertThat(server.isAlive()).isFalse();
            server.restart();

            assertThat(server.port()).isEqualTo(port);
            assertThat(ask(server, "STRLEN k")).isEqualTo(":1");
        }
        assertThat(folder.resolve("server.log")).exists();
    }

    @Test
    void should_answer_again_if_the_server_was_paused() throws IOException {
        try (RedisServer server = RedisServer.builder().start()) {
            server.pause();
            assertThatThrownBy(() -> ask(server, "PING")).isInstanceOf(SocketTimeoutException.class);
            server.resume();

            assertThat(ask(server, "PING")).isEqualTo("+PONG");
            server.pause();
            server.restart();
            assertThat(ask(server, "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void should_remove_a_temporary_folder_and_end_the_process_if_it_is_closed() {
        RedisServer server = RedisServer.builder().start();
        long pid = server.pid();
        assertThat(server.folder()).isDirectory();
        server.close();

        assertThat(server.folder()).doesNotExist();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void should_demand_the_password_and_keep_it_from_other_readers() throws IOException {
        try (RedisServer server =
                RedisServer.builder().folder(folder).password("planted").start()) {
            assertThat(ask(server, "PING")).startsWith("-NOAUTH");
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("redis.conf")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    @Test
    void should_show_the_log_if_the_server_does_not_start() {
        assertThatThrownBy(() -> RedisServer.builder()
                        .setting("no-such-directive", "yes")
                        .start())
                .isInstanceOf(RedisServerException.class)
                .hasMessageContaining("no-such-directive");
    }

    private static String ask(RedisServer server, String command) throws IOException {
        try (Socket socket = new Socket(server.address().getAddress(), server.port())) {
            socket.setSoTimeout(300);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }
}
