/*
 * Slipway's C interface: a key-value store whose logic runs in a Java virtual machine inside this process.
 *
 * A process has one runtime (the JVM); on it any number of clients (open stores), and on a client any number of queues. A queue is a
 * submission ring and a completion ring of the same number of entries, after the model of io_uring: requests go in from any thread,
 * completions come out at one consumer. Everything that a store can do goes through `slipway_submit` and `slipway_poll`, so this
 * interface does not grow with the store's.
 *
 * Rules that hold for every function:
 *  - Handles are numbers. A handle that was closed, or never was, is answered with SLIPWAY_CLOSED; it never crashes.
 *  - Strings are UTF-8 and end with a zero byte. Inputs are copied before the call returns. Sizes are in bytes.
 *  - Threads that call have a stack of their own of at least 192 KiB; slipway_poll, slipway_consume, slipway_run, slipway_arm,
 *    slipway_queue_fd, slipway_queue_rings, the functions of blocks, versions and errors, and on queues with SLIPWAY_SUBMIT_WAKE also
 *    slipway_submit and slipway_doorbell, never enter the JVM and do not care.
 *  - Structs begin with `struct_size`, which the caller sets to sizeof the struct that it was compiled with. Fields are only ever
 *    appended; fields that the caller does not know take their defaults. All bytes that a caller does not set must be zero.
 *  - A function that can fail returns 0 or a positive result on success and the negated number of an error code on failure. Where it has
 *    a parameter `slipway_error *error`, that receives code and message (it may be NULL).
 *  - All functions may be called from any thread at the same time, but for slipway_poll, slipway_consume, slipway_arm and slipway_run of
 *    one queue, which belong to one thread at a time (the consumer).
 *  - None may be called from a signal handler, nor in a child after fork without exec.
 *
 * Threads that call in are attached to the JVM when first needed and detached when they end. A thread with a stack that is not its own
 * (a coroutine, a green thread, some foreign-function interfaces) must not enter the JVM: such callers open their queues with
 * SLIPWAY_SUBMIT_WAKE.
 *
 * Traces: a request lasts from its submission to its completion, both in the caller's own context, so a span around them shows it. The library
 * begins no spans of its own and sends no trace context to the databases.
 *
 * Platforms: Linux with glibc on x86-64 and aarch64, JDK 17 or later.
 */
#ifndef SLIPWAY_H
#define SLIPWAY_H

#include <stddef.h>
#include <stdint.h>

#include "slipway_errors.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SLIPWAY_API __attribute__((visibility("default")))
#else
#define SLIPWAY_API
#endif

/* The version of this interface: the major part in the upper 16 bits changes when something breaks, the minor part when something is added. */
#define SLIPWAY_ABI_VERSION ((1u << 16) | 1u)

/* The version of the rings' layout in memory (slipway_queue_rings). */
#define SLIPWAY_RING_VERSION 1u

typedef uint64_t slipway_client;
typedef uint64_t slipway_queue;

/* An error with its text. Plain memory of the caller's; needs no release. */
typedef struct slipway_error {
  int32_t code;       /* SLIPWAY_... of slipway_errors.h; 0 if there was none */
  int32_t reserved;
  char message[1024]; /* cut at a character's end if longer; names no value and no secret */
} slipway_error;

/* What an error code means for the caller. */
typedef struct slipway_error_traits {
  const char *name;      /* such as "KEY_SIZE"; static */
  int32_t category;      /* SLIPWAY_CATEGORY_... */
  int32_t retryable;     /* 1 if the same call may succeed later without any change */
  int32_t maybe_applied; /* 1 if the failed call may have taken effect, now or shortly after */
} slipway_error_traits;

/* ---- Versions and errors -------------------------------------------------------------------------------------------------------- */

/* The SLIPWAY_ABI_VERSION that the library was built with. Needs no runtime. */
SLIPWAY_API uint32_t slipway_abi_version(void);

/* The library's version, such as "0.1.0". Static. Needs no runtime. */
SLIPWAY_API const char *slipway_version(void);

/* What is known of `code`; of an unknown code that it is an INTERNAL error. Needs no runtime. */
SLIPWAY_API slipway_error_traits slipway_error_describe(int32_t code);

/* ---- Runtime -------------------------------------------------------------------------------------------------------------------- */

typedef struct slipway_runtime_options {
  size_t struct_size;
  uint32_t abi_version; /* SLIPWAY_ABI_VERSION */

  /* 0: this library's messages of level WARN and ERROR go to standard error. Otherwise a file descriptor, such as the writing end of a pipe
     with O_NONBLOCK, that receives all messages from `log_level` on, a line each: time, level, logger, message, separated by tabs. A
     message that the descriptor does not take at once is dropped and counted. The caller keeps it open while the process lives. */
  int32_t log_fd;
  /* The lowest level that is written: SLIPWAY_LOG_... ; 0 means WARN. */
  int32_t log_level;

  /* Where Java is; NULL: the first that exists of $SLIPWAY_JAVA_HOME, `slipway/runtime` beside this library, $JAVA_HOME, and the `java`
     on the PATH. */
  const char *java_home;
  /* Jars separated by colons; NULL: $SLIPWAY_CLASS_PATH, else all jars in `slipway/jars` beside this library, else in
     `../share/slipway/jars` or `../../share/slipway/jars`. */
  const char *class_path;
  /* Further options of the JVM, such as "-Xmx256m"; they come behind, and so override, the defaults. Memory by default: a heap of at most
     a quarter of the machine's, or of the container's (cgroup's) limit; as much again for direct buffers, of which a driver's connections need some
     ten MiB (-XX:MaxDirectMemorySize); some 50 MiB for code and threads; and the queues' rings. */
  const char *const *jvm_options;
  size_t jvm_options_count;

  /* Since 1.1. A folder for the archive of parsed classes that shortens later starts; NULL: $SLIPWAY_CACHE, else slipway in
     $XDG_CACHE_HOME or ~/.cache; "": none. The first start on a machine, and the first after jars or JVM have changed, makes the archive
     (some 30 MB; the latest four are kept) in a process of its own that runs for some seconds at the lowest priority. Only a folder that belongs to
     the user alone is used. Nothing fails if there is none. */
  const char *cache_folder;
} slipway_runtime_options;

enum { SLIPWAY_LOG_ERROR = 1, SLIPWAY_LOG_WARN = 2, SLIPWAY_LOG_INFO = 3, SLIPWAY_LOG_DEBUG = 4 };

/*
 * Creates the JVM, or attaches to the one that this process has. Blocks for some hundred milliseconds the first time. Once it has
 * succeeded, further calls return at once and their options are only checked: a process can have one JVM, once. After a failure before
 * the JVM was created (SLIPWAY_RUNTIME_MISSING and all errors of category USER that name no JVM option) the call may be repeated with other
 * options.
 *
 * What the JVM cannot do at all, such as reserve a heap of -Xmx that the machine does not have, it answers by a message on standard error and
 * exit(1): no JVM lets a program prevent that.
 *
 * Signal handlers: the JVM is started with -Xrs, so that SIGHUP, SIGINT and SIGTERM stay the program's, and the handlers that it needs
 * for itself (SIGSEGV and others) are made to run on alternate stacks, which Go requires.
 *
 * Errors: SLIPWAY_ABI_MISMATCH if the caller was compiled for another major version; SLIPWAY_RUNTIME_MISSING if no usable Java or no jars
 * are found, the message lists where it looked; SLIPWAY_LIBRARY_MISMATCH if the jars are of another version than this library.
 */
SLIPWAY_API int32_t slipway_runtime_open(const slipway_runtime_options *options, slipway_error *error);

/* ---- Clients -------------------------------------------------------------------------------------------------------------------- */

typedef struct slipway_setting {
  const char *key;   /* dotted, such as "source.redis.uri" */
  const char *value;
} slipway_setting;

typedef struct slipway_client_options {
  size_t struct_size;
  /* A configuration file; NULL: the one that $SLIPWAY_CONFIG names, else ./slipway.yaml if there is one. */
  const char *config_file;
  /* Settings that override the file's. `backend` selects a store without any server: "memory" (a real store in this process's memory),
     "echo" (a get answers with its key; everything else with nothing). `metrics`: "true" measures what the store does, for the call
     `metrics` (slipway.v1.MetricsRequest), which answers the meters of the process as Prometheus' text; a process with several stores sees
     the gauges of the first. The default, "false", measures nothing. */
  const slipway_setting *settings;
  size_t settings_count;
} slipway_client_options;

/*
 * Opens a store. Blocks until it can be used, or for as long as its settings allow. Needs an open runtime.
 * Errors: SLIPWAY_CONFIG and other USER errors if the settings are wrong, before anything is contacted; UNAVAILABLE errors.
 */
SLIPWAY_API int32_t slipway_client_open(const slipway_client_options *options, slipway_client *client, slipway_error *error);

/*
 * Refuses new requests on all of the client's queues, waits for those in flight to complete, and closes the store. Queues stay open for
 * their consumers to take what has completed; close them too. At most `timeout_ms` (negative: as long as the store's deadlines) passes:
 * then what is in flight completes with an error, writes among it with SLIPWAY_WRITE_INTERRUPTED (outcome unknown); what had not reached
 * the store completes with SLIPWAY_CLOSED.
 */
SLIPWAY_API int32_t slipway_client_close(slipway_client client, int64_t timeout_ms, slipway_error *error);

/*
 * The number by which requests name a table: the same for the same name as long as the client lives. No I/O: a table that does not exist
 * is reported by its first request. Returns the number, from 1 on. Error: SLIPWAY_TABLE_NAME if the name is malformed.
 */
SLIPWAY_API int32_t slipway_table(slipway_client client, const char *name, slipway_error *error);

/* ---- Queues --------------------------------------------------------------------------------------------------------------------- */

enum {
  /* The caller of slipway_submit carries the requests into the JVM itself. The default, and the fastest. */
  SLIPWAY_SUBMIT_ENTER = 0,
  /* A thread of the JVM is woken to fetch them; the caller never enters the JVM. */
  SLIPWAY_SUBMIT_WAKE = 1
};

typedef struct slipway_queue_options {
  size_t struct_size;
  uint32_t entries;    /* most requests in flight, a power of two, 2 to 65,536; 0: 1,024 */
  uint32_t slot_bytes; /* room of a request or a completion in its ring, header included, a power of two, 128 to 65,536; 0: 512. Larger
                          ones go through a block of their own, which costs an allocation. Rings may have 1 GiB together. */
  uint32_t submit;     /* SLIPWAY_SUBMIT_... */
} slipway_queue_options;

/* Makes a queue on a client. */
SLIPWAY_API int32_t slipway_queue_open(
    slipway_client client, const slipway_queue_options *options, slipway_queue *queue, slipway_error *error);

/*
 * Refuses new requests, wakes the consumer (slipway_poll answers SLIPWAY_CLOSED from now on), waits until every request in flight has
 * completed, and a slipway_run of another thread has returned (at most `timeout_ms` for the requests; negative: as long as the store's
 * deadlines), and releases the rings with all completions that were not
 * consumed. When the time is over, what is still in flight completes inside the JVM later and its memory is released then. The caller
 * must not use borrowed completions, nor the rings, any more. May be called within a callback of slipway_run, which then answers
 * SLIPWAY_CLOSED.
 */
SLIPWAY_API int32_t slipway_queue_close(slipway_queue queue, int64_t timeout_ms);

/* What a request asks for. Payloads are little-endian and not aligned. */
enum {
  SLIPWAY_GET = 1,      /* key -> the value; absent: SLIPWAY_ABSENT */
  SLIPWAY_PUT = 2,      /* key, payload = value, arg = expiry (see SLIPWAY_EXPIRES_AT) -> nothing */
  SLIPWAY_DELETE = 3,   /* key -> nothing; no error if absent */
  SLIPWAY_EXISTS = 4,   /* key -> nothing; absent: SLIPWAY_ABSENT */
  SLIPWAY_GET_MANY = 5, /* payload = (u32 key size, key)... -> (u32 index of the key, u32 value size, value)... for the present keys,
                           by ascending index */
  SLIPWAY_CALL = 16     /* payload = slipway.v1.Request -> slipway.v1.Response (schemas/proto/slipway/v1/envelope.proto): all else */
};

/* Flags of a request. */
enum {
  /* Of SLIPWAY_PUT: arg is the instant of expiry in milliseconds since 1970; without it, arg is the time to live in milliseconds, and 0
     means that the value never expires. */
  SLIPWAY_EXPIRES_AT = 1 << 0
};

/* Flags of a completion. */
enum {
  SLIPWAY_ABSENT = 1 << 0 /* there is no such key; not the same as a value of no bytes */
};

typedef struct slipway_request {
  uint64_t token; /* the caller's own; comes back with the completion. Need not be unique, but slipway_cancel finds any one of them. */
  uint16_t op;
  uint16_t flags;
  uint32_t table; /* of slipway_table; 0 where the op names tables itself */
  uint32_t key_bytes;
  uint32_t payload_bytes;
  uint64_t timeout_us; /* from now until an answer must be there, 1 ms to 1 h; 0: the table's configured deadline */
  int64_t arg;
  const void *key;
  const void *payload;
} slipway_request;

typedef struct slipway_completion {
  uint64_t token;
  int32_t code;  /* 0, or an error code; then the payload is the message, UTF-8 without a zero byte */
  uint32_t flags;
  const void *payload; /* borrowed until consumed; never NULL, even if of no bytes */
  size_t payload_bytes;
} slipway_completion;

/*
 * Takes up to `count` requests, in order, and carries them into the store. Returns how many were accepted: each of these will complete
 * exactly once, whatever happens. Fewer than `count` (down to 0) means that `entries` requests are in flight or wait to be consumed:
 * consume, and submit the rest. Never blocks for room or for I/O.
 * Requests of one thread on one key take effect in the order in which they were submitted only if each was completed before the next.
 * Errors, with nothing accepted: SLIPWAY_CLOSED; SLIPWAY_ARGUMENT if a size is impossible. What else is wrong with a request (unknown op,
 * malformed key) is said by its completion.
 */
SLIPWAY_API int32_t slipway_submit(slipway_queue queue, const slipway_request *requests, uint32_t count);

/* Carries what others wrote into the submission ring themselves into the store; see slipway_queue_rings. */
SLIPWAY_API int32_t slipway_doorbell(slipway_queue queue);

/*
 * Gives up waiting for a request with that token. If it is still in flight it completes at once: a read with SLIPWAY_CANCELLED, a write
 * with SLIPWAY_WRITE_INTERRUPTED, because it may take effect all the same. Returns 1 if it did so, 0 if no such request was in flight.
 * Either way there is one completion.
 */
SLIPWAY_API int32_t slipway_cancel(slipway_queue queue, uint64_t token);

/*
 * Writes the oldest completions, at most `max`, into `completions` and returns their number; they stay the first until slipway_consume.
 * If there are none it waits up to `timeout_ms` (0: not at all; negative: without end). Error: SLIPWAY_CLOSED.
 */
SLIPWAY_API int32_t slipway_poll(slipway_queue queue, slipway_completion *completions, uint32_t max, int32_t timeout_ms);

/* Gives the memory of the `count` oldest polled completions back, and with it the room for as many requests. Returns 0.
   Error: SLIPWAY_ARGUMENT if more than are there. */
SLIPWAY_API int32_t slipway_consume(slipway_queue queue, uint32_t count);

/*
 * For consumers with an event loop of their own: an eventfd that becomes readable when completions arrive after slipway_arm answered 0.
 * Loop: poll with timeout 0 and consume until nothing is left; slipway_arm; if that answers 0, wait for the descriptor, else go on.
 * The descriptor belongs to the queue and is closed with it.
 */
SLIPWAY_API int32_t slipway_queue_fd(slipway_queue queue);

/* Announces that the consumer is about to wait. Returns 1 if completions are there already (then it must not wait), else 0. */
SLIPWAY_API int32_t slipway_arm(slipway_queue queue);

/* Called for each completion; `completion` is only valid during the call. */
typedef void (*slipway_callback)(void *context, const slipway_completion *completion);

/* For C programs: waits up to `timeout_ms` for completions as slipway_poll does, hands each of them that is there (at most `entries`) to
   `callback` on this thread, and consumes them. Returns their number. Error: SLIPWAY_ARGUMENT if called within its own callback. */
SLIPWAY_API int32_t slipway_run(slipway_queue queue, slipway_callback callback, void *context, int32_t timeout_ms);

/* ---- Rings ---------------------------------------------------------------------------------------------------------------------- */

/*
 * Where a queue's rings are, for bindings that write submissions (and read completions) without a call each. One region of memory:
 *
 *   offset             bytes  field                   written by
 *   SLIPWAY_IN_FLIGHT  8      requests without a consumed completion    submitters (+1), consumer (-n); atomically
 *   SLIPWAY_SUBMITTED  8      next position in the submission ring      submitters; atomically
 *   SLIPWAY_COMPLETED  8      next position in the completion ring      the store
 *   SLIPWAY_CONSUMED   8      oldest position not yet consumed          consumer
 *   SLIPWAY_ASLEEP     4      1 while the consumer is about to wait     consumer (1), the store (0)
 *   SLIPWAY_SLOTS             `entries` submission slots of `slot_bytes`, then as many completion slots
 *
 * Positions count from 0 without end; the slot of position p is p modulo `entries`. To submit: raise SLIPWAY_IN_FLIGHT by one with a
 * compare-and-swap unless it is `entries`; take a position by an atomic add on SLIPWAY_SUBMITTED (acquire-release); fill the slot but for
 * its first word; store position + 1 in its first word (release); when a batch is done, call slipway_doorbell. Room in a slot is
 * certain once the first step has succeeded. A completion at position p is there when its first word is p + 1 (load-acquire); to
 * consume, use slipway_consume. Data that does not fit into a slot (key and payload are contiguous) goes into a block of
 * slipway_block_allocate whose address is in the slot; the block then belongs to the request.
 *
 * A submission slot: u64 sequence, u64 token, u16 op, u16 flags, u32 table, u32 key bytes, u32 payload bytes, u64 timeout in us, i64 arg,
 * u64 block address or 0, u64 reserved (0), then key and payload.
 * A completion slot: u64 sequence, u64 token, i32 code, u32 flags, u64 payload bytes, u64 block address or 0, 24 reserved bytes, then the
 * payload.
 */
enum {
  SLIPWAY_IN_FLIGHT = 0,
  SLIPWAY_SUBMITTED = 64,
  SLIPWAY_COMPLETED = 128,
  SLIPWAY_CONSUMED = 192,
  SLIPWAY_ASLEEP = 256,
  SLIPWAY_SLOTS = 512,
  SLIPWAY_SLOT_HEADER = 64
};

typedef struct slipway_rings {
  size_t struct_size;
  uint32_t version;    /* SLIPWAY_RING_VERSION */
  uint32_t entries;
  uint32_t slot_bytes;
  uint32_t reserved;
  void *memory;        /* valid until slipway_queue_close */
  size_t memory_bytes;
} slipway_rings;

SLIPWAY_API int32_t slipway_queue_rings(slipway_queue queue, slipway_rings *rings);

/* A block for a large request that is written into the ring directly; NULL if memory is short. */
SLIPWAY_API void *slipway_block_allocate(size_t bytes);

/* Gives back a block that was not submitted. */
SLIPWAY_API void slipway_block_free(void *block);

/* ---- Counts --------------------------------------------------------------------------------------------------------------------- */

/* What is alive, for tests of leaks. */
typedef struct slipway_counts {
  size_t struct_size;
  uint64_t clients;
  uint64_t queues;
  uint64_t blocks; /* of large requests and completions */
  uint64_t threads; /* attached to the JVM by this library */
} slipway_counts;

SLIPWAY_API int32_t slipway_live(slipway_counts *counts);

#ifdef __cplusplus
}
#endif

#endif
