package io.slipway.demo;

import io.slipway.cassandra.CassandraException;
import io.slipway.demo.playground.PlaygroundCommand;
import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import io.slipway.kv.KvUnavailableException;
import io.slipway.redis.RedisServerException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code slipway demo}. */
@Command(
        name = "slipway demo",
        subcommands = PlaygroundCommand.class,
        mixinStandardHelpOptions = true,
        version = "slipway 0.1.0",
        sortOptions = false,
        description = {
            "Moves live tables from an old store to a real Apache Cassandra while services run.",
            "The old store is embedded, or a Redis server that several service processes share (--source redis; needs the program"
                    + " redis-server).",
            "Starts the servers, fills the old store with the analysed files of this JDK and of the class paths, walks every"
                    + " table from source to target and once back on the way, and checks each key by plain CQL at the end."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything that was acknowledged is at the target",
            "1:something is missing, differs or failed; the report says what",
            "2:the options are wrong",
            "3:a store could not be reached",
            "4:a gate refused a stage change",
            "70:a defect"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);
    private static final int EXIT_DIFFERENCES = 1;
    private static final int EXIT_UNREACHABLE = 3;
    private static final int EXIT_GATE_REFUSED = 4;
    private static final int EXIT_DEFECT = 70;

    @Mixin
    private DemoOptions options = new DemoOptions();

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        int code = new CommandLine(new DemoCommand())
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> explain(failure))
                .execute(args);
        System.exit(code);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        options.check();
        return new DemoRun(options, new Terminal(System.out)).run() ? 0 : EXIT_DIFFERENCES;
    }

    private static int explain(Exception thrown) {
        LOG.error("the demo ended early", thrown);
        Throwable failure = DemoRun.cause(thrown);
        if (failure instanceof KvUnavailableException
                || failure instanceof CassandraException
                || failure instanceof RedisServerException) {
            System.err.println("slipway demo: " + failure.getMessage());
            return EXIT_UNREACHABLE;
        }
        if (failure instanceof KvException known && known.code() == KvErrorCode.GATE_REFUSED) {
            System.err.println("slipway demo: " + failure.getMessage());
            return EXIT_GATE_REFUSED;
        }
        System.err.println("slipway demo: " + failure);
        System.err.println("Details are in target/demo/demo.log");
        return EXIT_DEFECT;
    }
}
