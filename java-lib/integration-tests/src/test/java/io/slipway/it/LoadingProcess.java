package io.slipway.it;

import io.slipway.kv.spi.Waiting;
import io.slipway.migrate.load.LoadResult;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A process that loads a {@link MovingTable}, says how many rows are there, and is killed by the test that started it. */
final class LoadingProcess {

    /** What a line begins with that is meant for the test; the number of rows follows. */
    static final String MARK = "rows ";

    private LoadingProcess() {}

    /** Arguments: folder, port of the server, its data centre, keyspace. */
    public static void main(String[] arguments) {
        InetSocketAddress server =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        try (MovingTable table = new MovingTable(Path.of(arguments[0]), server, arguments[2], arguments[3])) {
            LoadResult result =
                    Waiting.on(table.startLoad(progress -> say(progress.rows())).result());
            say(result.rows());
        }
    }

    private static void say(long rows) {
        System.out.println(MARK + rows);
    }
}
