package io.slipway.bench.server;

import io.slipway.bench.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Experiments under one name, one after another. */
record Series(String name, String about, List<Experiment> parts) implements Experiment {

    @Override
    public List<Finding> run(Ground ground) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Experiment part : parts) {
            findings.addAll(part.run(ground));
        }
        return findings;
    }
}
