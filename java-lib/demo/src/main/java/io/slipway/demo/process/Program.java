package io.slipway.demo.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a service process runs.
 *
 * @param words of the command
 * @param environment what it gets beside this process's own
 */
record Program(List<String> words, Map<String, String> environment) {
    /**
     * {@link ServiceProcess} with this process's Java and class path.
     *
     * @param name for people who list processes
     * @param log to which it appends what it logs
     */
    static Program java(String name, Path log) {
        return new Program(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Dslipway.demo.log=" + log,
                        "-Dslipway.demo.log.append=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServiceProcess.class.getName(),
                        name),
                Map.of());
    }
}
