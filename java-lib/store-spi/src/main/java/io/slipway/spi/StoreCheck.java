package io.slipway.spi;

/**
 * One thing about a store that an operator should know before moving tables.
 *
 * @param name what was looked at, such as {@code clock}
 * @param found what was found
 * @param advice what to do about it; empty if nothing
 */
public record StoreCheck(String name, Level level, String found, String advice) {

    /** How much it matters. */
    public enum Level {
        OK,
        /** A migration works, with a risk that the advice names. */
        WARN,
        /** A migration would not work, or not be safe. */
        FAIL
    }

    public static StoreCheck ok(String name, String found) {
        return new StoreCheck(name, Level.OK, found, "");
    }

    public static StoreCheck warn(String name, String found, String advice) {
        return new StoreCheck(name, Level.WARN, found, advice);
    }

    public static StoreCheck fail(String name, String found, String advice) {
        return new StoreCheck(name, Level.FAIL, found, advice);
    }
}
