package io.slipway.demo.process;

import io.slipway.demo.traffic.Role;
import io.slipway.demo.traffic.StageVisits;
import io.slipway.demo.traffic.Totals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One service process over all its starts. Thread-safe; starts come one after the other. */
final class Member {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    /** How long a start may take before it counts as failed, and how long failed ones are repeated, as a supervisor would. */
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int LATENCY_DIGITS = 3;

    private final Job job;
    private final ProcessSetup setup;
    private final Consumer<String> problems;
    private final List<Child> children = new ArrayList<>();

    Member(Job job, ProcessSetup setup, Consumer<String> problems) {
        this.job = job;
        this.setup = setup;
        this.problems = problems;
    }

    String name() {
        return job.process();
    }

    String service() {
        return job.service();
    }

    Role role() {
        return job.role();
    }

    Path journal() {
        return setup.folder().resolve(name() + ".journal");
    }

    /** The latest start. */
    synchronized Child child() {
        return children.get(children.size() - 1);
    }

    /** Starts it and returns once it works, with what its journal told it. A start that fails is repeated for a while. */
    Word.Ready start() throws InterruptedException {
        long begin_ns = System.nanoTime();
        while (true) {
            Child child = launch();
            try {
                Word.Ready ready = child.ready().get(READY_PATIENCE.toSeconds(), TimeUnit.SECONDS);
                child.ended().thenAccept(code -> reportEnd(child, code));
                return ready;
            } catch (ExecutionException | TimeoutException e) {
                child.kill();
                LOG.warn("{} has not started", name(), e);
                if (System.nanoTime() - begin_ns > READY_PATIENCE.toNanos()) {
                    throw new IllegalStateException(
                            "process " + name() + " does not start; its log is " + setup.log(name()), e);
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /** What all starts together have counted. */
    synchronized Totals totals() {
        return children.stream().map(Child::totals).reduce(Totals.NONE, Totals::plus);
    }

    /** What all starts have seen. */
    synchronized Stream<StageVisits.Part> visits() {
        return List.copyOf(children).stream().flatMap(child -> child.visits().stream());
    }

    /** The latencies that guests tell, of all starts. */
    synchronized Histogram latency_us() {
        Histogram all = new Histogram(LATENCY_DIGITS);
        children.forEach(child -> child.latencies_us().forEach(all::recordValueWithCount));
        return all;
    }

    /** Ends whatever runs. */
    synchronized void kill() {
        children.forEach(Child::kill);
    }

    private synchronized Child launch() {
        Order.Start order = new Order.Start(
                name(),
                children.size() + 1,
                service(),
                job.posts(),
                job.rate(),
                setup.pace().seed(),
                setup.config().toString(),
                setup.keys().toString(),
                setup.filled().toString(),
                journal().toString());
        try {
            Child child = Child.start(job.program(), order, setup.log(name()), what -> setup.troubles()
                    .accept(name() + ": " + what));
            children.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start process " + name(), e);
        }
    }

    private void reportEnd(Child child, int code) {
        if (!child.isKilled() && !child.isDone()) {
            problems.accept(
                    "process " + name() + " ended by itself with code " + code + "; its log is " + setup.log(name()));
        }
    }
}
