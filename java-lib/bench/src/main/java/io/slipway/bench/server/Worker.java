package io.slipway.bench.server;

import io.slipway.kv.KvStore;
import io.slipway.provider.Slipway;
import io.slipway.spi.config.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;

/**
 * The main class of a worker: one side of a comparison in a process of its own. It reads one command a line and answers each with one
 * line, {@code ok} and a {@link Run}, or {@code failed} and why. It ends at once when its input does: whoever wanted to know is gone, and the
 * server perhaps too.
 *
 * <pre>
 * WORK OPERATIONS IN_FLIGHT KEYS      WORK: fill, get, put, echo, get-many, hot-get
 * load ROWS, scan ROWS                side move or raw-move: bring over or read through a table of that many rows
 * </pre>
 *
 * <p>Workers in other languages serve the same commands: {@code PROGRAM slipway --config FILE} through the library, {@code PROGRAM raw
 * --contact-point HOST:PORT --datacenter NAME --read CQL --write CQL} through that language's own driver. They know fill (put keys 0 to OPERATIONS - 1), put and get
 * (operation i is of key i * 0x9E3779B1, 32 bits signed, modulo KEYS) and echo (get of one key of 256 bytes); keys and values have the sizes of {@link Rows}, an answer
 * of another size is a failure.
 */
final class Worker {

    /** What a worker puts its operations through. */
    enum Side {
        /** The driver, as {@link RawClient} uses it. */
        RAW,
        /** The echo store of the C library's Java half, called as any store is. */
        ECHO,
        /** The old store's own provider. */
        OLD,
        /** The old store's own provider and Slipway at stage target, writes to both. */
        OLD_AND_TARGET,
        /** As OLD_AND_TARGET, and reads from both. */
        OLD_AND_TARGET_COMPARED,
        /** Slipway at that stage. */
        SOURCE,
        DUAL_WRITE,
        AUDIT,
        TARGET,
        /** Slipway's load and validation. */
        MOVE,
        /** What load and validation cannot do without, by the driver and the old store's own provider. */
        RAW_MOVE;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private Worker() {}

    public static void main(String[] arguments) throws IOException {
        Side side = Side.valueOf(arguments[0]);
        try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            if (side == Side.ECHO) {
                try (Client client = new EchoClient()) {
                    serve(commands, words -> run(client, words));
                }
                return;
            }
            Place place = Place.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
            switch (side) {
                case MOVE -> {
                    try (MoveWork work = new SlipwayMove(place)) {
                        serve(commands, work::run);
                    }
                }
                case RAW_MOVE -> {
                    try (MoveWork work = new RawMove(place)) {
                        serve(commands, work::run);
                    }
                }
                case RAW, OLD, OLD_AND_TARGET, OLD_AND_TARGET_COMPARED, SOURCE, DUAL_WRITE, AUDIT, TARGET -> {
                    try (Client client = client(side, place, Rows.TABLE);
                            Client hot = side == Side.TARGET || side == Side.RAW
                                    ? client(side, hotPlace(side, place), Rows.TABLE + "_hot")
                                    : client) {
                        serve(commands, words -> run(words[0].equals("hot-get") ? hot : client, words));
                    }
                }
                case ECHO -> throw new IllegalStateException("served above");
            }
        }
    }

    /** An embedded store is open once: the hot table's lies beside the other's. */
    private static Place hotPlace(Side side, Place place) {
        return side == Side.RAW
                ? place
                : new Place(
                        place.address(),
                        place.datacenter(),
                        place.keyspace(),
                        place.folder().resolve("hot"));
    }

    private static Client client(Side side, Place place, String table) {
        return switch (side) {
            case RAW -> new RawClient(place, table);
            case OLD -> new StoreClient(Stores.old(place), table);
            case OLD_AND_TARGET, OLD_AND_TARGET_COMPARED -> {
                Place beside = new Place(
                        place.address(),
                        place.datacenter(),
                        place.keyspace(),
                        place.folder().resolve("beside"));
                yield new BothClient(
                        new StoreClient(Stores.old(beside), table),
                        new StoreClient(at(Stage.TARGET, place, table), table),
                        side == Side.OLD_AND_TARGET_COMPARED);
            }
            case SOURCE -> new StoreClient(Stores.slipway(place).store(), table);
            case DUAL_WRITE -> new StoreClient(at(Stage.DUAL_WRITE, place, table), table);
            case AUDIT -> new StoreClient(at(Stage.AUDIT, place, table), table);
            case TARGET -> new StoreClient(at(Stage.TARGET, place, table), table);
            case ECHO, MOVE, RAW_MOVE -> throw new IllegalArgumentException(side + " serves no single operations");
        };
    }

    private static KvStore at(Stage stage, Place place, String table) {
        Slipway slipway = Stores.slipway(place);
        Stores.bring(slipway.operator(), table, stage);
        return slipway.store();
    }

    private static Run run(Client client, String[] words) {
        int operations = Integer.parseInt(words[1]);
        int inFlight = Integer.parseInt(words[2]);
        int keys = Integer.parseInt(words[3]);
        IntFunction<CompletionStage<?>> operation =
                switch (words[0]) {
                    case "get", "echo" -> i -> client.get(scattered(i, keys));
                    case "put" -> i -> client.put(scattered(i, keys));
                    case "get-many" -> i -> client.getMany(scattered(i, keys - Rows.GROUP));
                    case "hot-get" -> i -> client.get(0);
                    case "fill" -> client::put;
                    default -> throw new IllegalArgumentException("unknown work " + words[0]);
                };
        return ClosedLoop.run(operation, operations, inFlight);
    }

    /** Walks over all keys in an order without locality. */
    private static int scattered(int i, int keys) {
        return Math.floorMod(i * 0x9E3779B1, keys);
    }

    private interface Command {
        Run run(String[] words) throws Exception;
    }

    private static void serve(BufferedReader commands, Command command) throws IOException {
        System.out.println("ready");
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            try {
                System.out.println("ok " + command.run(line.split(" ")).text());
            } catch (Exception e) {
                e.printStackTrace();
                System.out.println("failed " + String.valueOf(e).replace('\n', ' '));
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
