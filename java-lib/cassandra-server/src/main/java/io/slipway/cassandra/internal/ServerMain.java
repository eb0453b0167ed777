package io.slipway.cassandra.internal;

import java.io.IOException;
import org.apache.cassandra.service.CassandraDaemon;

/**
 * The main class of the server process: Cassandra, which ends when its standard input does. The launcher holds the
 * other end of that pipe and never writes, so the server ends with the launcher however the launcher ends.
 */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] args) {
        Thread guard = new Thread(ServerMain::haltAtEndOfInput, "halt-at-end-of-input");
        guard.setDaemon(true);
        guard.start();
        CassandraDaemon.main(args);
    }

    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Only the end of the stream means anything.
            }
        } catch (IOException e) {
            // A broken pipe is an ended pipe.
        }
        Runtime.getRuntime().halt(0);
    }
}
