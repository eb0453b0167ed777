package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
import io.slipway.demo.v1.FilledKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The keys that the tables were filled with. Filled by one thread, then shared as it is. */
public final class KeyBook {
    /** A place together with the sample that was seen there. */
    record Place(ByteString key, ByteString sha256) {}

    private final List<ByteString> samples = new ArrayList<>();
    private final List<ByteString> largeSamples = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final List<ByteString> strings = new ArrayList<>();

    public void addSample(ByteString sha256, boolean large) {
        (large ? largeSamples : samples).add(sha256);
    }

    public void addPlace(ByteString key, ByteString sha256) {
        places.add(new Place(key, sha256));
    }

    public void addString(ByteString key) {
        strings.add(key);
    }

    /** The share of one of {@code lanes}: every key is in exactly one share, a place in that of its sample. */
    KeyBook share(int lane, int lanes) {
        KeyBook share = new KeyBook();
        samples.stream().filter(key -> laneOf(key, lanes) == lane).forEach(share.samples::add);
        largeSamples.stream().filter(key -> laneOf(key, lanes) == lane).forEach(share.largeSamples::add);
        places.stream().filter(place -> laneOf(place.sha256(), lanes) == lane).forEach(share.places::add);
        strings.stream().filter(key -> laneOf(key, lanes) == lane).forEach(share.strings::add);
        return share;
    }

    List<ByteString> samples() {
        return Collections.unmodifiableList(samples);
    }

    /** Samples whose reports are stored in chunks. */
    List<ByteString> largeSamples() {
        return Collections.unmodifiableList(largeSamples);
    }

    List<Place> places() {
        return Collections.unmodifiableList(places);
    }

    List<ByteString> strings() {
        return Collections.unmodifiableList(strings);
    }

    /** Writes all keys to a new file. */
    public void write(Path file) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (ByteString sha256 : samples) {
                sample(sha256, false).writeDelimitedTo(out);
            }
            for (ByteString sha256 : largeSamples) {
                sample(sha256, true).writeDelimitedTo(out);
            }
            for (Place place : places) {
                FilledKey.newBuilder()
                        .setPlace(
                                FilledKey.Place.newBuilder().setKey(place.key()).setSha256(place.sha256()))
                        .build()
                        .writeDelimitedTo(out);
            }
            for (ByteString string : strings) {
                FilledKey.newBuilder().setString(string).build().writeDelimitedTo(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static KeyBook read(Path file) {
        KeyBook book = new KeyBook();
        try (DelimitedFile<FilledKey> keys = DelimitedFile.open(file, FilledKey.parser())) {
            for (FilledKey key = keys.next(); key != null; key = keys.next()) {
                book.add(key);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return book;
    }

    private void add(FilledKey key) {
        switch (key.getKeyCase()) {
            case SAMPLE ->
                addSample(key.getSample().getSha256(), key.getSample().getLarge());
            case PLACE -> addPlace(key.getPlace().getKey(), key.getPlace().getSha256());
            case STRING -> addString(key.getString());
            case KEY_NOT_SET -> throw new IllegalArgumentException("a key of no kind");
        }
    }

    private static FilledKey sample(ByteString sha256, boolean large) {
        return FilledKey.newBuilder()
                .setSample(FilledKey.Sample.newBuilder().setSha256(sha256).setLarge(large))
                .build();
    }

    private static int laneOf(ByteString key, int lanes) {
        return Math.floorMod(key.hashCode(), lanes);
    }
}
