package io.slipway.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cassandra.CassandraCluster;
import io.slipway.conformance.ConformanceCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java, C, Go and Node.js answer alike, in memory and at every stage of a migration on real servers. */
@Tag("native")
@OnCassandra
class ConformanceIT {

    @Test
    void should_find_no_difference_between_languages(CassandraCluster cluster, @TempDir Path folder) {
        InetSocketAddress node = cluster.contactPoints().get(0);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        int code = ConformanceCommand.execute(
                new PrintStream(printed, true, UTF_8),
                "--root",
                "../..",
                "--programs",
                "6",
                "--steps",
                "80",
                "--stores",
                "memory,source,dual-write,read-target,target",
                "--contact-point",
                node.getHostString() + ":" + node.getPort(),
                "--datacenter",
                cluster.datacenter(),
                "--folder",
                folder.toString());

        System.out.println(printed.toString(UTF_8));
        assertThat(code).as(printed.toString(UTF_8)).isZero();
        assertThat(printed.toString(UTF_8)).contains("conformance: 4 testees, 5 stores, 6 programs, 24 runs");
    }
}
