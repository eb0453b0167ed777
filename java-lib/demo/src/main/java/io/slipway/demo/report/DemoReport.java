package io.slipway.demo.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of one run. JSON names are these in snake case; the file has {@code problems} beside them: why the run is a failure.
 *
 * @param source the old store: {@code rocksdb} or {@code redis}
 * @param processes in how many processes the services ran
 * @param rowsMoved rows that the load copied, all tables together
 * @param bytesMoved bytes of their keys and values
 * @param durationS seconds from the first stage change to the last
 * @param loadRowsPerS rows a second while a load ran
 * @param operations operations of the services, each counted once however often it was tried
 * @param failedOperations those that failed after all attempts
 * @param retries attempts beyond the first
 * @param mismatches keys that differed after settling, in audit and validation, and rows of the final check with a wrong expiry
 * @param comparisons keys compared by audit and validation
 * @param lostWrites keys whose acknowledged value was not there at the end
 * @param resurrectedDeletes keys that were there at the end though their removal was acknowledged or they were never written
 * @param wrongAnswers reads that contradicted what their reader had been acknowledged
 * @param deletesRacedByLoad keys removed while their split was being loaded
 * @param recovered outbox entries that the recoverer applied late
 * @param keysChecked keys that the final check looked at
 * @param targetKills how often the target was killed
 * @param kills those
 * @param serviceKills every kill of a service process
 * @param guests services in other languages, whose operations are among all
 * @param epochs those at which tables rested, where services ran in processes of their own
 */
public record DemoReport(
        long seed,
        String source,
        int processes,
        long rowsMoved,
        long bytesMoved,
        double durationS,
        double loadRowsPerS,
        long operations,
        long failedOperations,
        long retries,
        long mismatches,
        long comparisons,
        long lostWrites,
        long resurrectedDeletes,
        long wrongAnswers,
        long deletesRacedByLoad,
        long recovered,
        long keysChecked,
        int targetKills,
        List<Kill> kills,
        List<ServiceKill> serviceKills,
        List<Guest> guests,
        List<Epoch> epochs,
        List<Table> tables) {

    /** Fewer writes in flight would leave nothing to recover, and so prove nothing. */
    static final int WRITES_IN_FLIGHT_AT_KILL_MIN = 100;

    private static final int KILLS_WANTED = 2;
    private static final double LOAD_SHARE_AT_KILL_MIN = 0.2;
    private static final double LOAD_SHARE_AT_KILL_MAX = 0.8;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * One SIGKILL of the target.
     *
     * @param during what the migration was doing: {@code dual-write} or {@code load}
     * @param loadShare how much of the load was done, 0 to 1
     * @param writesInFlight target writes under way or waiting for their confirmation at that moment
     * @param awayS seconds until the target answered again
     */
    public record Kill(String during, String table, double loadShare, long writesInFlight, double awayS) {}

    /**
     * One SIGKILL of a service process.
     *
     * @param during the stage, the stage change, or {@code load}
     * @param operationsInFlight operations of it without an answer at that moment
     * @param writesUnanswered keys whose latest write had no answer, by the journal that the process left
     * @param awayS seconds until it worked again
     */
    public record ServiceKill(
            String process, String during, int operationsInFlight, int writesUnanswered, double awayS) {}

    /**
     * A service in another language. Latencies count from the moment at which an operation was due.
     *
     * @param libraryVersion of the Slipway that it registered with
     * @param retries attempts of its callers beyond the first
     */
    public record Guest(
            String process,
            String language,
            String libraryVersion,
            long operations,
            long failed,
            long retries,
            long wrongAnswers,
            double p50Ms,
            double p99Ms,
            double maxMs) {}

    /**
     * A rest of a table.
     *
     * @param acknowledgedBy services that follow the epoch or a later one, an entry a process, sorted
     */
    public record Epoch(String table, String stage, long epoch, List<String> acknowledgedBy) {}

    /** One table and its visits of stages, in order. */
    public record Table(String name, String layout, long rows, List<Stage> stages) {}

    /** One visit of a stage; latencies count from the moment at which an operation was due. */
    public record Stage(String stage, long operations, long failed, double p50Ms, double p99Ms, double maxMs) {}

    /**
     * Why this run is a failure; empty if it is none.
     *
     * @param targetKillsWanted whether the target was to be killed
     * @param processesToKill the service processes of which each was to be killed once
     */
    public List<String> problems(boolean targetKillsWanted, List<String> processesToKill) {
        List<String> problems = new ArrayList<>();
        expectZero(problems, "failed_operations", failedOperations);
        expectZero(problems, "mismatches", mismatches);
        expectZero(problems, "lost_writes", lostWrites);
        expectZero(problems, "resurrected_deletes", resurrectedDeletes);
        expectZero(problems, "wrong_answers", wrongAnswers);
        expectSome(problems, "comparisons", comparisons);
        guests.forEach(guest -> expectSome(problems, "operations of " + guest.process(), guest.operations()));
        expectSome(problems, "deletes_raced_by_load", deletesRacedByLoad);
        if (targetKillsWanted) {
            expectSome(problems, "recovered", recovered);
            checkKills(problems);
        }
        if (!processesToKill.isEmpty()) {
            checkServiceKills(problems, processesToKill);
        }
        return problems;
    }

    /** Writes the JSON form, creating the file's folder. */
    public void write(Path file, List<String> problems) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        ObjectNode json = JSON.valueToTree(this);
        json.set("problems", JSON.valueToTree(problems));
        JSON.writeValue(file.toFile(), json);
    }

    private void checkServiceKills(List<String> problems, List<String> processesToKill) {
        List<String> killed =
                serviceKills.stream().map(ServiceKill::process).sorted().toList();
        List<String> wanted = processesToKill.stream().sorted().toList();
        if (!killed.equals(wanted)) {
            problems.add("the killed service processes are " + killed + ", expected each once: " + wanted);
        }
        if (serviceKills.stream().noneMatch(kill -> kill.during().equals("load"))) {
            problems.add("no service process was killed while the load ran");
        }
        if (serviceKills.stream().allMatch(kill -> kill.writesUnanswered() == 0)) {
            problems.add("no kill of a service process met a write without an answer");
        }
    }

    private void checkKills(List<String> problems) {
        if (targetKills != KILLS_WANTED) {
            problems.add("target_kills is " + targetKills + ", expected " + KILLS_WANTED);
        }
        for (Kill kill : kills) {
            if (kill.writesInFlight() < WRITES_IN_FLIGHT_AT_KILL_MIN) {
                problems.add("the kill during " + kill.during() + " met " + kill.writesInFlight()
                        + " writes in flight, expected at least " + WRITES_IN_FLIGHT_AT_KILL_MIN);
            }
            boolean early = kill.loadShare() < LOAD_SHARE_AT_KILL_MIN;
            if (kill.during().equals("load") && (early || kill.loadShare() > LOAD_SHARE_AT_KILL_MAX)) {
                problems.add("the kill during the load came at " + Math.round(kill.loadShare() * 100)
                        + " % of it, expected 20 to 80 %");
            }
        }
    }

    private static void expectZero(List<String> problems, String name, long value) {
        if (value != 0) {
            problems.add(name + " is " + value + ", expected 0");
        }
    }

    private static void expectSome(List<String> problems, String name, long value) {
        if (value == 0) {
            problems.add(name + " is 0, expected some");
        }
    }
}
