package io.slipway.it;

import static org.awaitility.Awaitility.await;

import io.slipway.kv.KvStore;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Callers that work off several tables' workloads, from {@link #start} to {@link #close}, at a pace that can be changed. */
final class Traffic implements AutoCloseable {
    private static final int TICK_MS = 10;
    private static final int CALLS_PER_TICK = 5;

    private final KvStore store;
    private final List<Workload> workloads;
    private final AtomicIntegerArray busy;
    private final Semaphore idle;
    private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor();

    private volatile int callsPerTick = CALLS_PER_TICK;
    private int next;

    private Traffic(KvStore store, List<Workload> workloads) {
        this.store = store;
        this.workloads = workloads;
        int lanes = workloads.size() * Workload.LANES;
        this.busy = new AtomicIntegerArray(lanes);
        this.idle = new Semaphore(lanes);
    }

    /** About 500 calls a second in all. */
    static Traffic start(KvStore store, List<Workload> workloads) {
        Traffic traffic = new Traffic(store, workloads);
        traffic.pacer.scheduleAtFixedRate(traffic::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
        return traffic;
    }

    /** As many calls as there are lanes, all the time. */
    Traffic rush() {
        callsPerTick = busy.length();
        return this;
    }

    /** A hundred calls a second: three servers on a small machine keep up with no more. */
    Traffic stroll() {
        callsPerTick = 1;
        return this;
    }

    /** Back to the pace of the start. */
    void calmDown() {
        callsPerTick = CALLS_PER_TICK;
    }

    int answered() {
        return workloads.stream().mapToInt(Workload::answered).sum();
    }

    /** Waits for {@code more} calls to be answered well. */
    void awaitAnswers(int more) {
        int enough = answered() + more;
        await().atMost(Service.PATIENCE).until(() -> answered() >= enough);
    }

    private void tick() {
        for (int started = 0, looked = 0; started < callsPerTick && looked < busy.length(); looked++) {
            int lane = next;
            next = (next + 1) % busy.length();
            if (busy.compareAndSet(lane, 0, 1)) {
                started++;
                idle.acquireUninterruptibly();
                call(lane);
            }
        }
    }

    private void call(int lane) {
        Workload workload = workloads.get(lane % workloads.size());
        workload.step(lane / workloads.size(), store.table(workload.spec().name()))
                .whenComplete((done, thrown) -> {
                    busy.set(lane, 0);
                    idle.release();
                });
    }

    /** Ends the traffic and waits for the calls in flight, each of which ends by its deadline. */
    @Override
    public void close() {
        pacer.shutdown();
        try {
            if (!pacer.awaitTermination(30, TimeUnit.SECONDS)
                    || !idle.tryAcquire(busy.length(), 60, TimeUnit.SECONDS)) {
                throw new AssertionError("calls stay unanswered");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
