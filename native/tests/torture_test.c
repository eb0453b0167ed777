/*
 * Exactly one completion for each accepted request, whatever a store does: threads submit, one consumes, one cancels, on a store that throws,
 * fails, answers late, twice, never, or with nonsense. Arguments: a seed (printed), and seconds.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "harness.h"

enum { SUBMITTERS = 3, TOKENS = 1 << 22, IN_FLIGHT = 128 };

static slipway_queue queue;
static uint32_t table;
static atomic_bool stop;
static atomic_uint_fast64_t next_token;
static atomic_uint_fast64_t accepted;
static atomic_uint_fast64_t cancelled;

/* By token: 1 once accepted (or about to be), 2 once completed. */
static atomic_uchar states[TOKENS];

static uint64_t mix(uint64_t *state) {
  /* SplitMix64 (Steele, Lea, Flood, 2014). */
  uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static slipway_request random_request(uint64_t *random) {
  static const char *const keys[] = {"now", "now-large", "later", "later-large", "twice", "twice-large", "never",
                                     "null", "wrong", "failed", "throws", "error", "refuses"};
  static const uint16_t ops[] = {SLIPWAY_GET, SLIPWAY_GET, SLIPWAY_PUT, SLIPWAY_DELETE, SLIPWAY_EXISTS, SLIPWAY_GET_MANY, SLIPWAY_CALL, 99};
  const char *key = keys[mix(random) % (sizeof keys / sizeof keys[0])];
  slipway_request request = {
      .token = atomic_fetch_add(&next_token, 1),
      .op = ops[mix(random) % (sizeof ops / sizeof ops[0])],
      .table = table,
      .key = key,
      .key_bytes = (uint32_t)strlen(key),
  };
  if (request.op >= SLIPWAY_GET_MANY) {
    static const char garbage[400] = "\x0a\x05garbage";
    request.payload = garbage;
    request.payload_bytes = (uint32_t)(mix(random) % sizeof garbage);
  }
  return request;
}

static void *submit_at_random(void *context) {
  uint64_t random = *(uint64_t *)context;
  while (!atomic_load(&stop)) {
    enum { BATCH = 8 };
    slipway_request requests[BATCH];
    uint32_t count = 1 + (uint32_t)(mix(&random) % BATCH);
    for (uint32_t i = 0; i < count; i++) {
      requests[i] = random_request(&random);
      if (requests[i].token >= TOKENS) {
        return NULL;
      }
      atomic_store(&states[requests[i].token], 1);
    }
    int32_t taken = slipway_submit(queue, requests, count);
    CHECK(taken >= 0);
    atomic_fetch_add(&accepted, (uint64_t)taken);
    for (uint32_t i = (uint32_t)taken; i < count; i++) {
      CHECK_EQ(atomic_exchange(&states[requests[i].token], 0), 1);
    }
    if (taken == 0) {
      sleep_ms(1);
    }
  }
  return NULL;
}

/* What is never answered would fill the queue. */
static void *cancel_the_old(void *context) {
  (void)context;
  uint64_t oldest = 0;
  while (!atomic_load(&stop)) {
    uint64_t end = atomic_load(&next_token);
    while (oldest + IN_FLIGHT < end && oldest < TOKENS) {
      if (atomic_load(&states[oldest]) == 1 && slipway_cancel(queue, oldest) == 1) {
        atomic_fetch_add(&cancelled, 1);
      }
      oldest++;
    }
    for (uint64_t token = oldest; token < end && token < TOKENS; token++) {
      if (atomic_load(&states[token]) == 1 && slipway_cancel(queue, token) == 1) {
        atomic_fetch_add(&cancelled, 1);
      }
    }
    sleep_ms(1);
  }
  return NULL;
}

static uint64_t completed;

static void complete(void *context, const slipway_completion *completion) {
  (void)context;
  CHECK(completion->token < TOKENS);
  CHECK_EQ(atomic_exchange(&states[completion->token], 2), 1);
  const unsigned char *payload = completion->payload;
  CHECK(payload != NULL);
  if (completion->payload_bytes > 0) {
    CHECK(payload[0] <= 'z' && payload[completion->payload_bytes - 1] <= 'z');
  }
  CHECK(strcmp(slipway_error_describe(completion->code).name, "UNKNOWN") != 0 || completion->code == 0);
  completed++;
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void torture(uint32_t mode, uint64_t seed, int64_t duration_ms) {
  slipway_client client = open_client("faulty", NULL);
  queue = open_queue(client, IN_FLIGHT, 128, mode);
  table = table_of(client, "t");
  memset(states, 0, sizeof states);
  atomic_store(&next_token, 0);
  atomic_store(&accepted, 0);
  atomic_store(&cancelled, 0);
  atomic_store(&stop, false);
  completed = 0;
  pthread_t threads[SUBMITTERS + 1];
  uint64_t seeds[SUBMITTERS];
  for (int i = 0; i < SUBMITTERS; i++) {
    seeds[i] = mix(&seed);
    CHECK_EQ(pthread_create(&threads[i], NULL, submit_at_random, &seeds[i]), 0);
  }
  CHECK_EQ(pthread_create(&threads[SUBMITTERS], NULL, cancel_the_old, NULL), 0);
  int64_t end = now_ms() + duration_ms;
  while (now_ms() < end) {
    CHECK(slipway_run(queue, complete, NULL, 10) >= 0);
  }
  atomic_store(&stop, true);
  for (int i = 0; i <= SUBMITTERS; i++) {
    CHECK_EQ(pthread_join(threads[i], NULL), 0);
  }
  /* What is still in flight completes when the store is closed. */
  slipway_error error;
  CHECK_EQ(slipway_client_close(client, 100, &error), 0);
  while (completed < atomic_load(&accepted)) {
    CHECK(slipway_run(queue, complete, NULL, 30000) > 0);
  }
  CHECK_EQ(slipway_run(queue, complete, NULL, 20), 0);
  CHECK_EQ(completed, atomic_load(&accepted));
  for (uint64_t token = 0; token < TOKENS; token++) {
    CHECK(atomic_load(&states[token]) != 1);
  }
  CHECK_EQ(slipway_queue_close(queue, -1), 0);
  await_no_blocks();
  CHECK_EQ(live().queues, 0);
  printf("mode %u: %" PRIu64 " accepted, each completed once; %" PRIu64 " cancelled\n", mode, completed, (uint64_t)atomic_load(&cancelled));
  CHECK(completed > 1000);
  CHECK(atomic_load(&cancelled) > 0);
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL);
  int64_t duration_ms = argc > 2 ? strtol(argv[2], NULL, 10) * 1000 : 2000;
  printf("seed %" PRIu64 "\n", seed);
  open_runtime();
  torture(SLIPWAY_SUBMIT_ENTER, seed, duration_ms);
  torture(SLIPWAY_SUBMIT_WAKE, seed, duration_ms);
  return 0;
}
