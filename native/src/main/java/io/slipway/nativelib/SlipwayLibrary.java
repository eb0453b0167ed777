package io.slipway.nativelib;

import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;

/**
 * The library of this platform, as it is packaged in the jar with the platform's name as its classifier.
 *
 * <p>A program in Java has a JVM already: the library attaches to it, and takes its class path for the jars.
 */
@Properties(
        @Platform(
                value = {"linux-x86_64", "linux-arm64"},
                library = "slipway"))
public final class SlipwayLibrary {

    private SlipwayLibrary() {}

    /**
     * Unpacks the library into JavaCPP's cache folder if need be, and loads it.
     *
     * @return where it was unpacked
     * @throws UnsatisfiedLinkError if there is none for this platform on the class path
     */
    public static Path load() {
        return Path.of(Loader.load(SlipwayLibrary.class));
    }
}
