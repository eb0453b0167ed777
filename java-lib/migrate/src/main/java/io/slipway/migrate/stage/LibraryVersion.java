package io.slipway.migrate.stage;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the library, such as {@code 1.2.0} or {@code 1.2.0-SNAPSHOT}, as processes show it in the registry.
 *
 * @param release whether it is that release itself; else it is something that came before it
 */
public record LibraryVersion(int major, int minor, int patch, boolean release) implements Comparable<LibraryVersion> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})(?:\\.(\\d{1,6}))?(?:\\.(\\d{1,6}))?(-\\S+)?");

    /** @throws KvException CONFIG if {@code text} is no version */
    public static LibraryVersion of(String text) {
        return parse(text)
                .orElseThrow(() -> KvException.of(
                        KvErrorCode.CONFIG, "'" + text + "' is no version of the library; write it as 1.2.0"));
    }

    /** Reads a version; empty if {@code text} is none, as with a library that was not built as a release. */
    public static Optional<LibraryVersion> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int[] numbers = new int[3];
        Arrays.setAll(numbers, i -> matcher.group(i + 1) == null ? 0 : Integer.parseInt(matcher.group(i + 1)));
        return Optional.of(new LibraryVersion(numbers[0], numbers[1], numbers[2], matcher.group(4) == null));
    }

    /** Whether a process that shows {@code text} has this version or a newer one. What shows no version is older than all. */
    boolean reachedBy(String text) {
        return parse(text).filter(version -> version.compareTo(this) >= 0).isPresent();
    }

    @Override
    public int compareTo(LibraryVersion other) {
        int[] order = {
            Integer.compare(major, other.major),
            Integer.compare(minor, other.minor),
            Integer.compare(patch, other.patch),
            Boolean.compare(release, other.release)
        };
        return Arrays.stream(order).filter(each -> each != 0).findFirst().orElse(0);
    }

    /** The form that {@link #of} reads. */
    public String text() {
        return major + "." + minor + "." + patch + (release ? "" : "-SNAPSHOT");
    }
}
