package io.slipway.nativelib;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.LongByReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code slipway.h} as JNA sees it. */
public interface SlipwayC extends Library {

    int ABI_VERSION = (1 << 16) + 1;
    int ERROR_BYTES = 1032;

    int GET = 1;
    int PUT = 2;
    int DELETE = 3;
    int EXISTS = 4;
    int GET_MANY = 5;
    int CALL = 16;

    int ABSENT = 1;

    int SUBMIT_ENTER = 0;
    int SUBMIT_WAKE = 1;

    static SlipwayC load() {
        return Native.load(
                SlipwayLibrary.load().toString(), SlipwayC.class, Map.of(Library.OPTION_STRING_ENCODING, UTF_8.name()));
    }

    int slipway_abi_version();

    String slipway_version();

    int slipway_runtime_open(RuntimeOptions options, @Nullable Pointer error);

    int slipway_client_open(ClientOptions options, LongByReference client, @Nullable Pointer error);

    int slipway_client_close(long client, long timeoutMs, @Nullable Pointer error);

    int slipway_table(long client, String name, @Nullable Pointer error);

    int slipway_queue_open(long client, QueueOptions options, LongByReference queue, @Nullable Pointer error);

    int slipway_queue_close(long queue, long timeoutMs);

    int slipway_submit(long queue, Request requests, int count);

    int slipway_cancel(long queue, long token);

    int slipway_poll(long queue, Completion completions, int max, int timeoutMs);

    int slipway_consume(long queue, int count);

    int slipway_live(Counts counts);

    /** The text of a {@code slipway_error}. */
    static String message(Memory error) {
        return error.getString(8, UTF_8.name());
    }

    @FieldOrder({
        "structSize",
        "abiVersion",
        "logFd",
        "logLevel",
        "javaHome",
        "classPath",
        "jvmOptions",
        "jvmOptionsCount",
        "cacheFolder"
    })
    class RuntimeOptions extends Structure {
        public long structSize = 64;
        public int abiVersion = ABI_VERSION;
        public int logFd;
        public int logLevel;
        public @Nullable String javaHome;
        public @Nullable String classPath;
        public @Nullable Pointer jvmOptions;
        public long jvmOptionsCount;
        public @Nullable String cacheFolder;
    }

    @FieldOrder({"key", "value"})
    class Setting extends Structure {
        public @Nullable String key;
        public @Nullable String value;

        static final class ByReference extends Setting implements Structure.ByReference {}
    }

    @FieldOrder({"structSize", "configFile", "settings", "settingsCount"})
    class ClientOptions extends Structure {
        public long structSize = 32;
        public @Nullable String configFile;
        public Setting.@Nullable ByReference settings;
        public long settingsCount;
    }

    @FieldOrder({"structSize", "entries", "slotBytes", "submit"})
    class QueueOptions extends Structure {
        public long structSize = 24;
        public int entries;
        public int slotBytes;
        public int submit;
    }

    @FieldOrder({"token", "op", "flags", "table", "keyBytes", "payloadBytes", "timeoutUs", "argument", "key", "payload"
    })
    class Request extends Structure {
        public long token;
        public short op;
        public short flags;
        public int table;
        public int keyBytes;
        public int payloadBytes;
        public long timeoutUs;
        public long argument;
        public @Nullable Pointer key;
        public @Nullable Pointer payload;
    }

    @FieldOrder({"token", "code", "flags", "payload", "payloadBytes"})
    class Completion extends Structure {
        public long token;
        public int code;
        public int flags;
        public @Nullable Pointer payload;
        public long payloadBytes;
    }

    @FieldOrder({"structSize", "clients", "queues", "blocks", "threads"})
    class Counts extends Structure {
        public long structSize = 40;
        public long clients;
        public long queues;
        public long blocks;
        public long threads;
    }
}
