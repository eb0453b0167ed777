/* What the tests do again and again: open a runtime, a store and a queue, and perform one request. */
#ifndef SLIPWAY_TESTS_HARNESS_H
#define SLIPWAY_TESTS_HARNESS_H

#include <stdbool.h>

#include "check.h"
#include "slipway.h"

/* Opens the runtime with its defaults and messages of level ERROR only; ends the process if it cannot. */
void open_runtime(void);

/* A store of that backend, with settings as key and value in turn, then NULL. */
slipway_client open_client(const char *backend, ...);

slipway_queue open_queue(slipway_client client, uint32_t entries, uint32_t slot_bytes, uint32_t submit);

uint32_t table_of(slipway_client client, const char *name);

/* Closes both and checks that nothing of them is left. */
void close_all(slipway_client client, slipway_queue queue);

slipway_counts live(void);

/* Waits until no block is live, at most 10 s. */
void await_no_blocks(void);

void sleep_ms(int64_t ms);

/* What has become of a request: its completion, with a copy of the payload that goes on to the next call. */
typedef struct {
  uint64_t token;
  int32_t code;
  uint32_t flags;
  char *payload; /* a zero byte follows */
  size_t bytes;
} result;

/* Submits and waits; no other request of the queue may be in flight. */
result perform(slipway_queue queue, slipway_request request);

result get(slipway_queue queue, uint32_t table, const char *key);
result put(slipway_queue queue, uint32_t table, const char *key, const char *value);

/* ---- Protobuf by hand ----------------------------------------------------------------------------------------------------------- */

typedef struct {
  unsigned char bytes[8192];
  size_t count;
} message;

void add_varint(message *m, int field, uint64_t value);
void add_bytes(message *m, int field, const void *bytes, size_t count);
void add_message(message *m, int field, const message *part);

/* The `nth` (from 0) length-delimited field of that number; NULL if there is none. */
const unsigned char *find_bytes(const void *message, size_t message_bytes, int field, int nth, size_t *count);

/* The members of slipway.v1.Request. */
enum { PUT_MANY = 1, DELETE_MANY, SCAN, SCAN_ALL, SCAN_SPLITS, BATCH, METRICS };

/* Performs a SLIPWAY_CALL of the member `field` of slipway.v1.Request and returns that member of the response. */
result call(slipway_queue queue, uint32_t table, int field, const message *argument);

#endif
