package io.slipway.bridge.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Hands what the library logs to the program around the JVM: a line a message, to a descriptor, never waiting. Thread-safe. */
final class LogLines extends Handler {

    private static final int STANDARD_ERROR = 2;

    /** PIPE_BUF: a pipe takes a longer line in parts, or a part of it only. */
    private static final int LINE_BYTES_MAX = 4096;

    private static final Formatter TEXT = new SimpleFormatter();

    private final Predicate<byte[]> write;
    private final AtomicLong dropped = new AtomicLong();

    /** @param write takes a line as a whole and never waits; false if it cannot */
    LogLines(Predicate<byte[]> write) {
        this.write = write;
    }

    /**
     * Makes this the only handler of the JVM's log.
     *
     * @param descriptor 0: standard error
     * @param level {@code SLIPWAY_LOG_...}
     */
    static void install(int descriptor, int level) {
        LogManager.getLogManager().reset();
        Logger root = Logger.getLogger("");
        root.setLevel(
                switch (level) {
                    case 1 -> Level.SEVERE;
                    case 2 -> Level.WARNING;
                    case 3 -> Level.INFO;
                    default -> Level.FINE;
                });
        int open = descriptor == 0 ? STANDARD_ERROR : descriptor;
        root.addHandler(new LogLines(line -> Native.write(open, line)));
    }

    @Override
    public void publish(LogRecord message) {
        long before = dropped.getAndSet(0);
        String line = message.getInstant() + "\t" + name(message.getLevel()) + '\t' + message.getLoggerName() + '\t'
                + oneLine((before == 0 ? "" : "(" + before + " messages before this one were dropped) ")
                        + TEXT.formatMessage(message)
                        + stack(message.getThrown()));
        if (!write.test(ended(line))) {
            dropped.addAndGet(before + 1);
        }
    }

    /** The line, cut to what a pipe takes as a whole. */
    private static byte[] ended(String line) {
        byte[] utf8 = line.getBytes(UTF_8);
        int kept = Math.min(utf8.length, LINE_BYTES_MAX - 1);
        // A byte of the form 10xxxxxx goes on with a character.
        while (kept < utf8.length && (utf8[kept] & 0xc0) == 0x80) {
            kept--;
        }
        byte[] ended = Arrays.copyOf(utf8, kept + 1);
        ended[kept] = '\n';
        return ended;
    }

    private static String name(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }

    private static String stack(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return "\n" + text.toString().stripTrailing();
    }

    /** Readers go line by line: what would break a line, or a column, is written as in C. */
    private static String oneLine(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
