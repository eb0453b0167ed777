package io.slipway.kv.compatibility;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.model.JApiClass;
import japicmp.model.JApiCompatibilityChange;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What would break for those who compiled against, or implemented, an older version of a jar. */
final class ApiComparison {

    private ApiComparison() {}

    /** One line for each incompatible change from {@code released} to {@code current}. */
    static List<String> breaks(Path released, Path current) {
        JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
        options.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
        return new JarArchiveComparator(options)
                        .compare(
                                new JApiCmpArchive(released.toFile(), "released"),
                                new JApiCmpArchive(current.toFile(), "current"))
                        .stream()
                        .filter(type -> !type.isBinaryCompatible() || !type.isSourceCompatible())
                        .flatMap(ApiComparison::changes)
                        .toList();
    }

    private static Stream<String> changes(JApiClass type) {
        String name = type.getFullyQualifiedName();
        return Stream.of(
                        Stream.of(line(name, type.getCompatibilityChanges())),
                        type.getMethods().stream()
                                .map(method -> line(name + "." + method.getName(), method.getCompatibilityChanges())),
                        type.getConstructors().stream()
                                .map(made -> line(name + ".<init>", made.getCompatibilityChanges())),
                        type.getFields().stream()
                                .map(field -> line(name + "." + field.getName(), field.getCompatibilityChanges())))
                .flatMap(lines -> lines)
                .filter(line -> !line.isEmpty());
    }

    private static String line(String element, List<JApiCompatibilityChange> changes) {
        return changes.isEmpty()
                ? ""
                : element + ": "
                        + changes.stream()
                                .map(change -> change.getType().name())
                                .toList();
    }
}
