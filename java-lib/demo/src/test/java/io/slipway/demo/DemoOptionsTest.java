package io.slipway.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.demo.process.Guest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DemoOptionsTest {
    private static final int EXIT_USAGE = 2;

    @Test
    void should_have_defaults_that_move_sixty_thousand_rows() {
        DemoOptions options = new DemoOptions();
        new CommandLine(options).parseArgs();

        assertThat(options.rows()).isEqualTo(60_000);
        assertThat(options.rate()).isGreaterThanOrEqualTo(500);
        assertThat(options.seed()).isEqualTo(1);
        assertThat(options.report()).isEqualTo(Path.of("target/demo/report.json"));
        assertThat(options.keep()).isFalse();
        assertThat(options.killTarget()).isFalse();
        assertThat(options.source()).isEqualTo(OldStore.Kind.ROCKSDB);
        assertThat(options.processes()).isEqualTo(1);
        assertThat(options.killServices()).isFalse();
    }

    @Test
    void should_take_every_option() {
        DemoOptions options = new DemoOptions();
        new CommandLine(options)
                .parseArgs(
                        "--rows",
                        "1000",
                        "--seconds",
                        "20",
                        "--report",
                        "r.json",
                        "--seed",
                        "-7",
                        "--keep",
                        "--kill-target");

        assertThat(options.rows()).isEqualTo(1_000);
        assertThat(options.seconds()).isEqualTo(20);
        assertThat(options.report()).isEqualTo(Path.of("r.json"));
        assertThat(options.seed()).isEqualTo(-7);
        assertThat(options.keep()).isTrue();
        assertThat(options.killTarget()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "--rows,     999,   --rows must be at least 1000",
        "--seconds,  3,     --seconds must be at least 16",
        "--rate,     499.9, --rate must be at least 500",
        "--rate,     NaN,   --rate must be at least 500",
        "--rows,     many,  Invalid value for option '--rows'",
        "--processes, 4,    --processes needs --source redis",
        "--source,   mysql, Invalid value for option '--source'",
        "--speed,    9,     Unknown option",
    })
    void should_refuse_what_cannot_be(String option, String value, String message) {
        StringWriter err = new StringWriter();

        int code =
                new CommandLine(new DemoCommand()).setErr(new PrintWriter(err)).execute(option, value);

        assertThat(code).isEqualTo(EXIT_USAGE);
        assertThat(err.toString()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "--source redis --processes 2,                 '--processes must be 1, or 3 to 12, not 2'",
        "--source redis --processes 13,                '--processes must be 1, or 3 to 12, not 13'",
        "--kill-services,                              --kill-services needs services in processes of their own",
        "--source redis --processes 1 --kill-services, --kill-services needs services in processes of their own",
        "--with go,                                    --with needs services in processes of their own",
        "--source redis --processes 1 --with node,     --with needs services in processes of their own",
        "--source redis --with cobol,                  Invalid value for option '--with'",
        "--source redis --with go --root no-such,      'no-such/bindings-go/target/demo has not been built; `./slipway demo --with go`'",
    })
    void should_refuse_options_that_contradict_each_other(String options, String message) {
        StringWriter err = new StringWriter();

        int code =
                new CommandLine(new DemoCommand()).setErr(new PrintWriter(err)).execute(options.split(" "));

        assertThat(code).isEqualTo(EXIT_USAGE);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void should_run_the_services_of_redis_in_four_processes_if_not_told_otherwise() {
        DemoOptions options = new DemoOptions();
        new CommandLine(options).parseArgs("--source", "redis", "--kill-services");
        options.check();

        assertThat(options.source()).isEqualTo(OldStore.Kind.REDIS);
        assertThat(options.processes()).isEqualTo(4);
        assertThat(options.killServices()).isTrue();
    }

    @Test
    void should_take_guests_in_any_order(@TempDir Path root) throws IOException {
        for (String built : List.of(
                "bindings-go/target/demo",
                "bindings-node/build/demo/service.mjs",
                "native/target/cmake/libslipway.so")) {
            Files.createDirectories(root.resolve(built).getParent());
            Files.createFile(root.resolve(built));
        }
        DemoOptions options = new DemoOptions();
        new CommandLine(options).parseArgs("--source", "redis", "--with", "node,go", "--root", root.toString());
        options.check();

        assertThat(options.guests()).containsExactly(Guest.GO, Guest.NODE);
        assertThat(options.root()).isEqualTo(root);
    }

    @Test
    void should_explain_itself() {
        StringWriter out = new StringWriter();

        int code =
                new CommandLine(new DemoCommand()).setOut(new PrintWriter(out)).execute("--help");

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains(
                        "--rows",
                        "--seconds",
                        "--report",
                        "--seed",
                        "--keep",
                        "--kill-target",
                        "--source",
                        "--processes",
                        "--kill-services",
                        "--with");
    }
}
