package io.slipway.cli.command;

import io.slipway.spi.config.Stage;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Stages by the names that people use. */
public final class StageName implements ITypeConverter<Stage> {

    /** For shell completion. */
    public static final class Candidates implements Iterable<String> {

        private static final List<String> NAMES =
                Arrays.stream(Stage.values()).map(Stage::text).toList();

        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    @Override
    public Stage convert(String text) {
        return Arrays.stream(Stage.values())
                .filter(stage -> stage.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no stage; there are "
                        + Arrays.stream(Stage.values()).map(Stage::text).collect(Collectors.joining(", "))));
    }
}
