package io.slipway.demo.process;

import io.slipway.demo.traffic.Post;
import io.slipway.demo.traffic.Role;
import java.util.List;

/**
 * What a service process is there for, the same at each start.
 *
 * @param process its own name
 * @param service as the registry of processes shows it
 * @param posts that it fills; none if it is a guest, which brings its own callers
 * @param rate operations a second of all services together; of a guest its own
 */
record Job(String process, String service, Role role, List<Post> posts, double rate, Program program) {
    /** A service of this module. */
    static Job java(String process, Role role, List<Post> posts, ProcessSetup setup) {
        return new Job(
                process,
                role.serviceName(),
                role,
                posts,
                setup.pace().rate(),
                Program.java(process, setup.log(process)));
    }
}
