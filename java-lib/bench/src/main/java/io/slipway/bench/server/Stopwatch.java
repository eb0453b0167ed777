package io.slipway.bench.server;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Measures one run: begins when it is made. */
final class Stopwatch {

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final double KIB_PER_MIB = 1_024;

    private final long beginNanos = System.nanoTime();
    private final long beginCpu = SYSTEM.getProcessCpuTime();

    /** The run so far, of that many operations. */
    Run after(long operations, Histogram nanos) {
        double seconds = (System.nanoTime() - beginNanos) / 1e9;
        double cpuMicros = (SYSTEM.getProcessCpuTime() - beginCpu) / 1e3;
        ToDoubleFunction<Double> millis =
                percentile -> nanos.getTotalCount() == 0 ? 0 : nanos.getValueAtPercentile(percentile) / 1e6;
        return new Run(
                operations / seconds,
                cpuMicros / operations,
                millis.applyAsDouble(50.0),
                millis.applyAsDouble(99.0),
                residentMib());
    }

    private static double residentMib() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String kib =
                    lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Integer.parseInt(kib.replaceAll("\\D", "")) / KIB_PER_MIB;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #after(long, Histogram)}, where single operations are not timed. */
    Run after(long operations) {
        return after(operations, new Histogram(1));
    }
}
