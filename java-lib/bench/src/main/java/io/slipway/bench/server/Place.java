package io.slipway.bench.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a worker finds the server, and a folder of its own.
 *
 * @param keyspace holds the tables of all workers
 */
record Place(InetSocketAddress address, String datacenter, String keyspace, Path folder) {

    static Place parse(String[] arguments) {
        return new Place(
                new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])),
                arguments[2],
                arguments[3],
                Path.of(arguments[4]));
    }

    List<String> arguments() {
        return List.of(
                address.getHostString(), Integer.toString(address.getPort()), datacenter, keyspace, folder.toString());
    }

    /** The server, as settings and command lines name it. */
    String contactPoint() {
        return address.getHostString() + ":" + address.getPort();
    }
}
