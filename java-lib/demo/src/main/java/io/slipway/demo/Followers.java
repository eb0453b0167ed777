package io.slipway.demo;

import io.slipway.demo.model.DemoTable;
import io.slipway.demo.process.Answers;
import io.slipway.demo.report.DemoReport;
import io.slipway.provider.Operator;
import io.slipway.spi.config.ProcessStatus;
import io.slipway.spi.config.TableConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Notes which processes follow the tables' records, by the registry in which they acknowledge each epoch. For one thread. */
final class Followers {
    /** A process that was killed just now acknowledges once it works again. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Operator operator;
    private final List<String> expected;
    private final List<DemoReport.Epoch> epochs = new ArrayList<>();
    private final Map<String, String> versions = new TreeMap<>();

    /** @param expected services that must be in the registry, an entry a process; none: nothing is looked at */
    Followers(Operator operator, List<String> expected) {
        this.operator = operator;
        this.expected = List.copyOf(expected);
    }

    /** Waits until everybody has acknowledged the epochs at which the tables are, or for long enough, and notes who has. */
    void note() throws InterruptedException {
        if (expected.isEmpty()) {
            return;
        }
        long begin_ns = System.nanoTime();
        List<DemoReport.Epoch> now = look();
        while (!now.stream().allMatch(this::isComplete) && System.nanoTime() - begin_ns < PATIENCE.toNanos()) {
            Thread.sleep(LOOK.toMillis());
            now = look();
        }
        epochs.addAll(now);
    }

    /** What was noted, in order. */
    List<DemoReport.Epoch> epochs() {
        return List.copyOf(epochs);
    }

    /** The versions of Slipway's library by the services that registered with them. */
    Map<String, String> versions() {
        return Map.copyOf(versions);
    }

    /** Which of the expected services have not acknowledged an epoch. */
    static List<String> missing(DemoReport.Epoch epoch, List<String> expected) {
        List<String> missing = new ArrayList<>(expected);
        epoch.acknowledgedBy().forEach(missing::remove);
        return missing;
    }

    private boolean isComplete(DemoReport.Epoch epoch) {
        return missing(epoch, expected).isEmpty();
    }

    private List<DemoReport.Epoch> look() {
        List<ProcessStatus> processes = Answers.await(operator.processes());
        processes.forEach(process -> versions.put(process.service(), process.libraryVersion()));
        Map<String, TableConfig> records = Answers.await(operator.tables());
        List<DemoReport.Epoch> now = new ArrayList<>();
        for (DemoTable table : DemoTable.values()) {
            now.add(epoch(records.get(table.tableName()), processes));
        }
        return now;
    }

    private static DemoReport.Epoch epoch(TableConfig record, List<ProcessStatus> processes) {
        String table = record.spec().name();
        return new DemoReport.Epoch(
                table,
                record.phase().stage().text(),
                record.epoch(),
                processes.stream()
                        .filter(process -> process.acknowledged().getOrDefault(table, 0L) >= record.epoch())
                        .map(ProcessStatus::service)
                        .sorted()
                        .toList());
    }
}
