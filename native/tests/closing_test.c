/* Closing: early, late, twice, under load, from within; and cancelling. */
#include <pthread.h>
#include <stdatomic.h>

#include "harness.h"

static uint32_t mode;

static slipway_client client;
static slipway_queue queue;
static uint32_t table;

static void open_backend(const char *backend, uint32_t entries) {
  client = open_client(backend, NULL);
  queue = open_queue(client, entries, 128, mode);
  table = table_of(client, "t");
}

/* A request to the store of the tests (io.slipway.nativelib.FaultyProvider): its key says how it is answered. */
static slipway_request request_of(uint64_t token, uint16_t op, const char *key) {
  return (slipway_request){.token = token, .op = op, .table = table, .key = key, .key_bytes = (uint32_t)strlen(key)};
}

static void submit(uint64_t token, uint16_t op, const char *key) {
  slipway_request request = request_of(token, op, key);
  CHECK_EQ(slipway_submit(queue, &request, 1), 1);
}

static slipway_completion next(void) {
  slipway_completion completion;
  CHECK_EQ(slipway_poll(queue, &completion, 1, 30000), 1);
  CHECK_EQ(slipway_consume(queue, 1), 0);
  return completion;
}

static void should_answer_closed_to_every_use_after_close(void) {
  open_backend("memory", 8);
  close_all(client, queue);
  slipway_error error;
  slipway_completion completion;
  slipway_request request = request_of(1, SLIPWAY_GET, "k");
  slipway_rings rings = {.struct_size = sizeof rings};
  slipway_queue other;
  CHECK_EQ(slipway_submit(queue, &request, 1), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_doorbell(queue), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_cancel(queue, 1), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_poll(queue, &completion, 1, -1), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_consume(queue, 0), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_queue_fd(queue), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_arm(queue), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_queue_rings(queue, &rings), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_queue_close(queue, -1), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_table(client, "t", &error), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_queue_open(client, NULL, &other, &error), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_client_close(client, -1, &error), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_client_close(0, -1, &error), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_client_close(UINT64_MAX, -1, NULL), -SLIPWAY_CLOSED);
}

static void should_not_take_handles_of_the_other_kind(void) {
  open_backend("memory", 8);
  slipway_error error;
  CHECK_EQ(slipway_client_close(queue, -1, &error), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_queue_close(client, -1), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_table(queue, "t", &error), -SLIPWAY_CLOSED);
  close_all(client, queue);
}

static void *close_queue(void *context) {
  (void)context;
  sleep_ms(20);
  CHECK_EQ(slipway_queue_close(queue, -1), 0);
  return NULL;
}

static void should_wake_a_consumer_that_waits(void) {
  open_backend("memory", 8);
  pthread_t closer;
  slipway_completion completion;
  CHECK_EQ(pthread_create(&closer, NULL, close_queue, NULL), 0);
  CHECK_EQ(slipway_poll(queue, &completion, 1, -1), -SLIPWAY_CLOSED);
  CHECK_EQ(pthread_join(closer, NULL), 0);
  CHECK_EQ(slipway_client_close(client, -1, NULL), 0);
}

static int calls;

static void close_within(void *context, const slipway_completion *completion) {
  (void)context;
  (void)completion;
  calls++;
  CHECK_EQ(slipway_queue_close(queue, -1), 0);
}

static void should_end_a_run_whose_callback_closes_the_queue(void) {
  open_backend("memory", 8);
  slipway_completion completions[2];
  submit(1, SLIPWAY_GET, "k");
  submit(2, SLIPWAY_GET, "k");
  while (slipway_poll(queue, completions, 2, 100) < 2) {
  }
  calls = 0;
  CHECK_EQ(slipway_run(queue, close_within, NULL, -1), -SLIPWAY_CLOSED);
  CHECK_EQ(calls, 1);
  CHECK_EQ(slipway_client_close(client, -1, NULL), 0);
  CHECK_EQ(live().queues, 0);
}

static atomic_bool inside;

static void linger(void *context, const slipway_completion *completion) {
  (void)context;
  atomic_store(&inside, true);
  sleep_ms(50);
  CHECK_EQ(memcmp(completion->payload, "value", 5), 0);
  atomic_store(&inside, false);
}

static void *close_during_callback(void *context) {
  (void)context;
  while (!atomic_load(&inside)) {
    sleep_ms(1);
  }
  CHECK_EQ(slipway_queue_close(queue, -1), 0);
  CHECK(!atomic_load(&inside));
  return NULL;
}

static void should_close_no_queue_beneath_a_callback(void) {
  open_backend("memory", 8);
  CHECK_EQ(put(queue, table, "k", "value").code, 0);
  pthread_t closer;
  CHECK_EQ(pthread_create(&closer, NULL, close_during_callback, NULL), 0);
  submit(2, SLIPWAY_GET, "k");
  CHECK_EQ(slipway_run(queue, linger, NULL, -1), -SLIPWAY_CLOSED);
  CHECK_EQ(pthread_join(closer, NULL), 0);
  CHECK_EQ(slipway_client_close(client, -1, NULL), 0);
}

static void should_close_a_client_before_its_queues(void) {
  open_backend("memory", 8);
  submit(1, SLIPWAY_GET, "k");
  CHECK_EQ(slipway_client_close(client, -1, NULL), 0);
  submit(2, SLIPWAY_GET, "k");
  slipway_completion completions[2];
  while (slipway_poll(queue, completions, 2, 100) < 2) {
  }
  CHECK_EQ(completions[1].token, 2);
  CHECK_EQ(completions[1].code, SLIPWAY_CLOSED);
  CHECK_EQ(slipway_queue_close(queue, -1), 0);
}

/* ---- With a store that may not answer -------------------------------------------------------------------------------------------- */

static void should_cancel_what_is_in_flight(void) {
  open_backend("faulty", 8);
  submit(1, SLIPWAY_GET, "never");
  submit(2, SLIPWAY_PUT, "never");
  CHECK_EQ(slipway_cancel(queue, 3), 0);
  CHECK_EQ(slipway_cancel(queue, 1), 1);
  CHECK_EQ(slipway_cancel(queue, 1), 0);
  slipway_completion completion = next();
  CHECK_EQ(completion.token, 1);
  CHECK_EQ(completion.code, SLIPWAY_CANCELLED);
  CHECK_EQ(slipway_cancel(queue, 2), 1);
  completion = next();
  CHECK_EQ(completion.token, 2);
  CHECK_EQ(completion.code, SLIPWAY_WRITE_INTERRUPTED);
  close_all(client, queue);
}

static void should_find_what_was_just_submitted_to_cancel_it(void) {
  open_backend("faulty", 8);
  for (uint64_t i = 0; i < 1000; i++) {
    submit(i, SLIPWAY_GET, "never");
    CHECK_EQ(slipway_cancel(queue, i), 1);
    CHECK_EQ(next().code, SLIPWAY_CANCELLED);
  }
  close_all(client, queue);
}

static void should_complete_what_a_closed_store_does_not_answer(void) {
  open_backend("faulty", 8);
  submit(1, SLIPWAY_GET, "never");
  submit(2, SLIPWAY_DELETE, "never");
  CHECK_EQ(slipway_client_close(client, 50, NULL), 0);
  for (int i = 0; i < 2; i++) {
    slipway_completion completion = next();
    /* A write that was not fetched yet certainly took no effect. */
    CHECK(completion.code == SLIPWAY_CLOSED || (completion.token == 2 && completion.code == SLIPWAY_WRITE_INTERRUPTED));
  }
  CHECK_EQ(slipway_queue_close(queue, -1), 0);
}

/* The caller goes on when the time is over; the memory follows when the store has answered. */
static void should_not_wait_longer_than_told_for_a_queue(void) {
  open_backend("faulty", 8);
  for (uint64_t i = 0; i < 8; i++) {
    submit(i, SLIPWAY_GET, i % 2 == 0 ? "never" : "later-large");
  }
  CHECK_EQ(slipway_queue_close(queue, 10), 0);
  CHECK_EQ(slipway_client_close(client, 10, NULL), 0);
  await_no_blocks();
}

static atomic_uint accepted;
static atomic_bool stop;

static void *load(void *context) {
  const char *const keys[] = {"now", "later", "now-large", "later-large"};
  for (uint64_t i = 0; !atomic_load(&stop); i++) {
    slipway_request request = request_of(i, i % 3 == 0 ? SLIPWAY_PUT : SLIPWAY_GET, keys[i % 4]);
    int32_t answer = slipway_submit(*(const slipway_queue *)context, &request, 1);
    if (answer < 0) {
      CHECK_EQ(answer, -SLIPWAY_CLOSED);
      break;
    }
    atomic_fetch_add(&accepted, (unsigned)answer);
  }
  return NULL;
}

static void *consume_all(void *context) {
  slipway_completion completions[16];
  int32_t count;
  while ((count = slipway_poll(*(const slipway_queue *)context, completions, 16, -1)) >= 0) {
    if (slipway_consume(*(const slipway_queue *)context, (uint32_t)count) < 0) {
      break;
    }
  }
  CHECK_EQ(count < 0 ? count : -SLIPWAY_CLOSED, -SLIPWAY_CLOSED);
  return NULL;
}

static void should_close_during_load(void) {
  for (int round = 0; round < 20; round++) {
    open_backend("faulty", 64);
    const slipway_queue mine = queue;
    pthread_t threads[4];
    atomic_store(&stop, false);
    for (int i = 0; i < 3; i++) {
      CHECK_EQ(pthread_create(&threads[i], NULL, load, (void *)&mine), 0);
    }
    CHECK_EQ(pthread_create(&threads[3], NULL, consume_all, (void *)&mine), 0);
    sleep_ms(round);
    bool client_first = round % 2 == 0;
    if (client_first) {
      CHECK_EQ(slipway_client_close(client, 1000, NULL), 0);
    }
    CHECK_EQ(slipway_queue_close(mine, -1), 0);
    CHECK_EQ(slipway_queue_close(mine, -1), -SLIPWAY_CLOSED);
    atomic_store(&stop, true);
    for (int i = 0; i < 4; i++) {
      CHECK_EQ(pthread_join(threads[i], NULL), 0);
    }
    if (!client_first) {
      CHECK_EQ(slipway_client_close(client, -1, NULL), 0);
    }
    await_no_blocks();
  }
  CHECK_EQ(live().queues, 0);
  CHECK_EQ(live().clients, 0);
}

static void should_refuse_more_handles_than_there_are(void) {
  client = open_client("memory", NULL);
  static slipway_queue queues[1 << 14];
  slipway_queue_options options = {.struct_size = sizeof options, .entries = 2, .slot_bytes = 128, .submit = mode};
  slipway_error error;
  size_t count = 0;
  while (count < sizeof queues / sizeof queues[0] && slipway_queue_open(client, &options, &queues[count], &error) == 0) {
    count++;
  }
  /* Descriptors or threads may be short first. */
  CHECK(error.code == SLIPWAY_OVERLOADED_IN_FLIGHT || error.code == SLIPWAY_INTERNAL_ERROR);
  for (size_t i = 0; i < count; i++) {
    CHECK_EQ(slipway_queue_close(queues[i], -1), 0);
  }
  CHECK_EQ(slipway_client_close(client, -1, NULL), 0);
  CHECK_EQ(live().queues, 0);
}

int main(void) {
  open_runtime();
  for (mode = SLIPWAY_SUBMIT_ENTER; mode <= SLIPWAY_SUBMIT_WAKE; mode++) {
    RUN(should_answer_closed_to_every_use_after_close);
    RUN(should_not_take_handles_of_the_other_kind);
    RUN(should_wake_a_consumer_that_waits);
    RUN(should_end_a_run_whose_callback_closes_the_queue);
    RUN(should_close_no_queue_beneath_a_callback);
    RUN(should_close_a_client_before_its_queues);
    RUN(should_cancel_what_is_in_flight);
    RUN(should_find_what_was_just_submitted_to_cancel_it);
    RUN(should_complete_what_a_closed_store_does_not_answer);
    RUN(should_not_wait_longer_than_told_for_a_queue);
    RUN(should_close_during_load);
  }
  mode = SLIPWAY_SUBMIT_ENTER;
  RUN(should_refuse_more_handles_than_there_are);
  return 0;
}
