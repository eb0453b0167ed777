package io.slipway.testkit.sim;

import com.google.protobuf.ByteString;
import io.slipway.testkit.sim.History.Place;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The keys that clients use, the same in every table: a few hot ones, and some that a load finds as they were before. */
final class SimKeys {

    private static final int HOT = 6;
    private static final int COLD = 4;
    private static final int COLD_PERCENT = 12;

    private SimKeys() {}

    static List<ByteString> all() {
        return IntStream.range(0, HOT + COLD).mapToObj(SimKeys::key).toList();
    }

    static List<Place> places(String table) {
        return all().stream().map(key -> new Place(table, key)).toList();
    }

    /** A place to write or read: any if {@code evenly}, else mostly a hot one. */
    static Place draw(SplittableRandom random, List<String> tables, boolean evenly) {
        boolean any = evenly || random.nextInt(100) < COLD_PERCENT;
        int key = random.nextInt(any ? HOT + COLD : HOT);
        return new Place(tables.get(random.nextInt(tables.size())), key(key));
    }

    private static ByteString key(int number) {
        return ByteString.copyFromUtf8("e" + number % 2 + "/k" + number);
    }
}
