package io.slipway.cli.terminal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.slipway.kv.KvException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Where a command's words go: its answer to standard output, everything else to standard error. Thread-safe. */
public final class Terminal {

    private static final ObjectWriter JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build()
            .writerWithDefaultPrettyPrinter();

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean person;
    private final Interruption interruption;

    /** @param person whether somebody sees {@code err}, so that lines may be redrawn and questions asked */
    public Terminal(InputStream in, PrintStream out, PrintStream err, boolean person, Interruption interruption) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.person = person;
        this.interruption = interruption;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public boolean person() {
        return person;
    }

    public Interruption interruption() {
        return interruption;
    }

    /** One line beside the answer. */
    public void say(String line) {
        err.println(line);
    }

    public void answer(Answer answer, boolean json) {
        if (json) {
            out.println(text(answer.document()));
        } else {
            answer.lines().forEach(out::println);
        }
        out.flush();
    }

    /** What stopped the command; as a document too where one was asked for. */
    public void failed(KvException failure, boolean json) {
        if (json) {
            out.println(text(new Failed(new Failed.What(
                    failure.code().printed(), failure.code().name(), failure.detail(), failure.retryable()))));
        }
        err.println("slipway: " + failure.getMessage());
    }

    private record Failed(What error) {
        private record What(String code, String name, String message, boolean retryable) {}
    }

    /** Asks a person to type {@code word}; false if nobody is there to ask. */
    public boolean confirmed(String question, String word) {
        if (!person) {
            return false;
        }
        err.print(question + " Type " + word + " to go on: ");
        err.flush();
        try {
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return word.equals(reader.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows how {@code task} is coming on, until it is closed. */
    public Progress progress(String task, String unit) {
        return person ? new ProgressBars(err, task, unit) : new ProgressLines(err, task, unit, System::nanoTime);
    }

    private static String text(Object document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON can be made of " + document.getClass(), e);
        }
    }
}
