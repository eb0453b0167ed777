package io.slipway.demo.traffic;

import com.google.protobuf.ByteString;
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

    private static int laneOf(ByteString key, int lanes) {
        return Math.floorMod(key.hashCode(), lanes);
    }
}
