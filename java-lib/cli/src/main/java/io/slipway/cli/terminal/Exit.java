package io.slipway.cli.terminal;

import io.slipway.kv.KvErrorCode;
import io.slipway.kv.KvException;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a command ended, as the shell sees it. The numbers never change. */
public enum Exit {
    OK(0, "it is done, or all is well"),
    DIFFERENCES(1, "differences, refused rows or failed checks were found; the answer lists them"),
    USAGE(2, "an argument or a setting is wrong, or there is no such table or stage change"),
    UNREACHABLE(3, "a store cannot be reached, is in use, or refuses the login"),
    REFUSED(4, "a gate refused the change, or somebody else changed the table first"),
    INTERNAL(70, "a defect"),
    INTERRUPTED(130, "interrupted by Ctrl-C; the same command goes on from there");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** Every code with its meaning, in order, as help texts list them. */
    public static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (Exit exit : values()) {
            meanings.put(Integer.toString(exit.code), exit.meaning);
        }
        return meanings;
    }

    /** The end of a command that failed with {@code failure}. */
    public static Exit of(KvException failure) {
        KvErrorCode code = failure.code();
        if (code == KvErrorCode.GATE_REFUSED) {
            return REFUSED;
        }
        if (code == KvErrorCode.CREDENTIALS) {
            return UNREACHABLE;
        }
        if (code == KvErrorCode.WRITE_REFUSED) {
            return DIFFERENCES;
        }
        return switch (code.category()) {
            case USER -> USAGE;
            case CONFLICT -> REFUSED;
            case UNAVAILABLE, OVERLOADED, UNKNOWN_OUTCOME -> UNREACHABLE;
            case INTERNAL -> INTERNAL;
        };
    }
}
