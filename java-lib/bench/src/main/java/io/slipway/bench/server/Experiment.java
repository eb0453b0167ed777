package io.slipway.bench.server;

import io.slipway.bench.Finding;
import java.io.IOException;
import java.util.List;

/** One benchmark on a real server, by the name that the command line knows. */
interface Experiment {

    String name();

    /** What it compares, in a line. */
    String about();

    List<Finding> run(Ground ground) throws IOException;
}
