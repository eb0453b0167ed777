/* The rings: credits, large values, slow consumers, waiting, and submissions that are written without a call. */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "harness.h"

static uint32_t mode;
static const char *backend_thread;

static slipway_client client;
static slipway_queue queue;
static uint32_t table;

static void open_echo(uint32_t entries, uint32_t slot_bytes) {
  client = open_client("echo", "echo.thread", backend_thread, NULL);
  queue = open_queue(client, entries, slot_bytes, mode);
  table = table_of(client, "t");
}

static slipway_request get_of(uint64_t token, const char *key) {
  return (slipway_request){.token = token, .op = SLIPWAY_GET, .table = table, .key = key, .key_bytes = (uint32_t)strlen(key)};
}

/* Takes exactly `count` completions and returns the sum of their tokens. */
static uint64_t take(uint32_t count) {
  uint64_t sum = 0;
  while (count > 0) {
    slipway_completion completions[16];
    int32_t taken = slipway_poll(queue, completions, count < 16 ? count : 16, 30000);
    CHECK(taken > 0);
    for (int32_t i = 0; i < taken; i++) {
      CHECK_EQ(completions[i].code, 0);
      sum += completions[i].token;
    }
    CHECK_EQ(slipway_consume(queue, (uint32_t)taken), 0);
    count -= (uint32_t)taken;
  }
  return sum;
}

static void should_accept_no_more_than_there_are_entries(void) {
  open_echo(4, 128);
  slipway_request requests[8];
  for (uint64_t i = 0; i < 8; i++) {
    requests[i] = get_of(i, "key");
  }
  CHECK_EQ(slipway_submit(queue, requests, 8), 4);
  CHECK_EQ(slipway_submit(queue, requests, 1), 0);
  CHECK_EQ(take(1), 0);
  CHECK_EQ(slipway_submit(queue, requests + 4, 4), 1);
  CHECK_EQ(take(4), 1 + 2 + 3 + 4);
  slipway_completion completion;
  CHECK_EQ(slipway_poll(queue, &completion, 1, 0), 0);
  CHECK_EQ(slipway_consume(queue, 1), -SLIPWAY_ARGUMENT);
  CHECK_EQ(slipway_consume(queue, UINT32_MAX), -SLIPWAY_ARGUMENT);
  close_all(client, queue);
}

static void should_keep_completions_until_they_are_consumed(void) {
  open_echo(4, 128);
  slipway_request requests[2] = {get_of(1, "first"), get_of(2, "second")};
  CHECK_EQ(slipway_submit(queue, requests, 2), 2);
  slipway_completion completions[4];
  while (slipway_poll(queue, completions, 4, 100) < 2) {
  }
  CHECK_EQ(completions[0].token, 1);
  CHECK_EQ(slipway_poll(queue, completions, 4, 0), 2);
  CHECK_EQ(memcmp(completions[1].payload, "second", 6), 0);
  CHECK_EQ(slipway_consume(queue, 1), 0);
  CHECK_EQ(slipway_poll(queue, completions, 4, 0), 1);
  CHECK_EQ(completions[0].token, 2);
  CHECK_EQ(slipway_consume(queue, 2), -SLIPWAY_ARGUMENT);
  CHECK_EQ(slipway_consume(queue, 1), 0);
  close_all(client, queue);
}

static void should_serve_a_consumer_that_is_slow(void) {
  open_echo(2, 128);
  uint64_t submitted = 0;
  uint64_t sum = 0;
  while (submitted < 200) {
    slipway_request request = get_of(submitted, "key");
    if (slipway_submit(queue, &request, 1) == 1) {
      submitted++;
    } else {
      sleep_ms(1);
      sum += take(2);
    }
  }
  sum += take(2);
  CHECK_EQ(sum, 199 * 200 / 2);
  close_all(client, queue);
}

static void should_close_a_queue_whose_consumer_never_polls(void) {
  open_echo(8, 128);
  slipway_request requests[8];
  char key[2000];
  memset(key, 'k', sizeof key);
  for (uint64_t i = 0; i < 8; i++) {
    requests[i] = get_of(i, "");
    requests[i].key = key;
    requests[i].key_bytes = sizeof key;
  }
  CHECK_EQ(slipway_submit(queue, requests, 8), 8);
  CHECK_EQ(slipway_submit(queue, requests, 8), 0);
  close_all(client, queue);
}

static void should_carry_values_of_any_size(void) {
  client = open_client("memory", NULL);
  queue = open_queue(client, 4, 256, mode);
  table = table_of(client, "t");
  static const size_t sizes[] = {0, 1, 191, 192, 193, 256, 511, 4096, 65535, 65536, 1 << 20, 16 << 20};
  unsigned char *value = malloc(16 << 20);
  CHECK(value != NULL);
  for (size_t i = 0; i < (16 << 20); i++) {
    value[i] = (unsigned char)(i * 31 + i / 251);
  }
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    slipway_request request = get_of(i, "key");
    request.op = SLIPWAY_PUT;
    request.payload = value;
    request.payload_bytes = (uint32_t)sizes[i];
    CHECK_EQ(slipway_submit(queue, &request, 1), 1);
    CHECK_EQ(take(1), i);
    request = get_of(i, "key");
    CHECK_EQ(slipway_submit(queue, &request, 1), 1);
    slipway_completion completion;
    CHECK_EQ(slipway_poll(queue, &completion, 1, 30000), 1);
    CHECK_EQ(completion.code, 0);
    CHECK_EQ(completion.payload_bytes, sizes[i]);
    CHECK_EQ(memcmp(completion.payload, value, sizes[i]), 0);
    CHECK_EQ(live().blocks, sizes[i] > 256 - 64 ? 1 : 0);
    CHECK_EQ(slipway_consume(queue, 1), 0);
    CHECK_EQ(live().blocks, 0);
  }
  slipway_request request = get_of(1, "key");
  request.op = SLIPWAY_PUT;
  unsigned char *more = calloc(1, (16 << 20) + 1);
  request.payload = more;
  request.payload_bytes = (16 << 20) + 1;
  CHECK_EQ(slipway_submit(queue, &request, 1), 1);
  slipway_completion completion;
  CHECK_EQ(slipway_poll(queue, &completion, 1, 30000), 1);
  CHECK_EQ(completion.code, SLIPWAY_VALUE_SIZE);
  CHECK_EQ(slipway_consume(queue, 1), 0);
  free(more);
  free(value);
  close_all(client, queue);
}

static int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void should_wait_no_longer_than_it_is_told(void) {
  open_echo(4, 128);
  slipway_completion completion;
  int64_t start = now_ms();
  CHECK_EQ(slipway_poll(queue, &completion, 1, 30), 0);
  CHECK(now_ms() - start >= 30);
  CHECK_EQ(slipway_poll(queue, NULL, 0, -1), 0);
  CHECK_EQ(slipway_poll(queue, NULL, 1, 0), -SLIPWAY_ARGUMENT);
  close_all(client, queue);
}

/* An event loop: nothing is missed between arming and waiting. */
static void should_make_the_descriptor_readable_when_armed(void) {
  open_echo(8, 128);
  for (uint64_t i = 0; i < 2000; i++) {
    slipway_completion completion;
    CHECK_EQ(slipway_arm(queue), 0);
    slipway_request request = get_of(i, "key");
    CHECK_EQ(slipway_submit(queue, &request, 1), 1);
    struct pollfd waiting = {.fd = slipway_queue_fd(queue), .events = POLLIN};
    CHECK_EQ(poll(&waiting, 1, 30000), 1);
    CHECK_EQ(slipway_poll(queue, &completion, 1, 0), 1);
    CHECK_EQ(completion.token, i);
    CHECK_EQ(slipway_arm(queue), 1);
    CHECK_EQ(slipway_consume(queue, 1), 0);
  }
  close_all(client, queue);
}

static int callbacks;

static void count_and_submit_more(void *context, const slipway_completion *completion) {
  CHECK(context == &callbacks);
  CHECK_EQ(completion->payload_bytes, 3);
  CHECK_EQ(slipway_run(queue, count_and_submit_more, context, 0), -SLIPWAY_ARGUMENT);
  callbacks++;
  slipway_request request = get_of(7, "key");
  slipway_submit(queue, &request, 1);
}

static void should_hand_completions_to_a_callback(void) {
  open_echo(4, 128);
  CHECK_EQ(slipway_run(queue, count_and_submit_more, &callbacks, 0), 0);
  CHECK_EQ(slipway_run(queue, NULL, NULL, 0), -SLIPWAY_ARGUMENT);
  slipway_request request = get_of(7, "key");
  CHECK_EQ(slipway_submit(queue, &request, 1), 1);
  callbacks = 0;
  int32_t total = 0;
  while (total < 10) {
    int32_t count = slipway_run(queue, count_and_submit_more, &callbacks, 30000);
    CHECK(count > 0);
    CHECK(count <= 4);
    total += count;
  }
  CHECK_EQ(callbacks, total);
  close_all(client, queue);
}

/* As a binding does that has its own code for the rings. */
static bool submit_by_hand(const slipway_rings *rings, uint64_t token, const char *key, uint32_t key_bytes) {
  unsigned char *memory = rings->memory;
  _Atomic uint64_t *in_flight = (_Atomic uint64_t *)(void *)(memory + SLIPWAY_IN_FLIGHT);
  uint64_t before = atomic_load(in_flight);
  do {
    if (before == rings->entries) {
      return false;
    }
  } while (!atomic_compare_exchange_weak(in_flight, &before, before + 1));
  uint64_t position = atomic_fetch_add((_Atomic uint64_t *)(void *)(memory + SLIPWAY_SUBMITTED), 1);
  unsigned char *slot = memory + SLIPWAY_SLOTS + (position % rings->entries) * rings->slot_bytes;
  memset(slot + 8, 0, SLIPWAY_SLOT_HEADER - 8);
  memcpy(slot + 8, &token, 8);
  uint16_t op = SLIPWAY_GET;
  memcpy(slot + 16, &op, 2);
  memcpy(slot + 20, &table, 4);
  memcpy(slot + 24, &key_bytes, 4);
  uint32_t written = key_bytes;
  if (key_bytes > rings->slot_bytes - SLIPWAY_SLOT_HEADER && key_bytes < 1 << 20) {
    void *block = slipway_block_allocate(key_bytes);
    CHECK(block != NULL);
    memcpy(block, key, key_bytes);
    uint64_t address = (uint64_t)(uintptr_t)block;
    memcpy(slot + 48, &address, 8);
    written = 0;
  }
  memcpy(slot + SLIPWAY_SLOT_HEADER, key, written < 8 ? written : 8);
  atomic_store_explicit((_Atomic uint64_t *)(void *)slot, position + 1, memory_order_release);
  return true;
}

static void should_carry_what_is_written_into_the_rings(void) {
  open_echo(4, 128);
  slipway_rings rings = {.struct_size = sizeof rings};
  CHECK_EQ(slipway_queue_rings(queue, &rings), 0);
  CHECK_EQ(rings.version, SLIPWAY_RING_VERSION);
  CHECK_EQ(rings.entries, 4);
  CHECK_EQ(rings.slot_bytes, 128);
  for (uint64_t i = 0; i < 100; i++) {
    char large[300] = {0};
    CHECK(submit_by_hand(&rings, i, "key", 3));
    CHECK(submit_by_hand(&rings, i, large, sizeof large));
    CHECK_EQ(slipway_doorbell(queue), 0);
    CHECK_EQ(take(2), 2 * i);
  }
  close_all(client, queue);
}

static void should_answer_an_error_to_sizes_that_no_slot_holds(void) {
  open_echo(4, 128);
  slipway_rings rings = {.struct_size = sizeof rings};
  CHECK_EQ(slipway_queue_rings(queue, &rings), 0);
  static const uint32_t impossible[] = {1 << 20, INT32_MAX, UINT32_MAX};
  for (int i = 0; i < 3; i++) {
    CHECK(submit_by_hand(&rings, 5, "key-key-key", impossible[i]));
    CHECK_EQ(slipway_doorbell(queue), 0);
    slipway_completion completion;
    CHECK_EQ(slipway_poll(queue, &completion, 1, 30000), 1);
    CHECK_EQ(completion.code, SLIPWAY_ARGUMENT);
    CHECK_EQ(slipway_consume(queue, 1), 0);
  }
  close_all(client, queue);
}

static void should_refuse_queues_that_cannot_be(void) {
  client = open_client("memory", NULL);
  static const slipway_queue_options impossible[] = {
      {.struct_size = sizeof impossible[0], .entries = 3},
      {.struct_size = sizeof impossible[0], .entries = 1},
      {.struct_size = sizeof impossible[0], .entries = 1 << 17},
      {.struct_size = sizeof impossible[0], .slot_bytes = 64},
      {.struct_size = sizeof impossible[0], .slot_bytes = 1 << 17},
      {.struct_size = sizeof impossible[0], .entries = 65536, .slot_bytes = 65536},
      {.struct_size = sizeof impossible[0], .submit = 2},
      {.struct_size = 0},
      {.struct_size = SIZE_MAX},
  };
  slipway_error error;
  for (size_t i = 0; i < sizeof impossible / sizeof impossible[0]; i++) {
    queue = 1;
    CHECK_EQ(slipway_queue_open(client, &impossible[i], &queue, &error), -SLIPWAY_ARGUMENT);
    CHECK_EQ(error.code, SLIPWAY_ARGUMENT);
    CHECK_EQ(queue, 0);
  }
  CHECK_EQ(slipway_queue_open(client, NULL, NULL, &error), -SLIPWAY_ARGUMENT);
  CHECK_EQ(slipway_queue_open(client, NULL, &queue, NULL), 0);
  close_all(client, queue);
}

int main(void) {
  open_runtime();
  static const char *const threads[] = {"inline", "loop"};
  for (int i = 0; i < 4; i++) {
    mode = i < 2 ? SLIPWAY_SUBMIT_ENTER : SLIPWAY_SUBMIT_WAKE;
    backend_thread = threads[i % 2];
    RUN(should_accept_no_more_than_there_are_entries);
    RUN(should_keep_completions_until_they_are_consumed);
    RUN(should_serve_a_consumer_that_is_slow);
    RUN(should_close_a_queue_whose_consumer_never_polls);
    RUN(should_carry_values_of_any_size);
    RUN(should_wait_no_longer_than_it_is_told);
    RUN(should_make_the_descriptor_readable_when_armed);
    RUN(should_hand_completions_to_a_callback);
    RUN(should_carry_what_is_written_into_the_rings);
    RUN(should_answer_an_error_to_sizes_that_no_slot_holds);
    RUN(should_refuse_queues_that_cannot_be);
  }
  return 0;
}
