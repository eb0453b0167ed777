package io.slipway.demo.traffic;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A lane's place in its service: whose caller it is, and which share of the keys and of the steps is its own. Posts stay what they are for a
 * whole run, whichever process fills them, so that each key has one writer.
 *
 * @param index 0 up to {@code lanes - 1}
 * @param lanes of the service, in all processes together
 */
public record Post(Role role, int index, int lanes) {
    /** All posts where one process runs the three services. */
    public static List<Post> all() {
        return Arrays.stream(Role.values())
                .flatMap(role -> ofProcess(role, 0, 1).stream())
                .toList();
    }

    /** The posts of one of the {@code processes} that share a role: every post is that of exactly one of them. */
    public static List<Post> ofProcess(Role role, int process, int processes) {
        int lanes = role.lanes(processes);
        return IntStream.range(0, lanes)
                .filter(index -> index % processes == process)
                .mapToObj(index -> new Post(role, index, lanes))
                .toList();
    }

    String laneName() {
        return role.serviceName() + "-" + index;
    }
}
