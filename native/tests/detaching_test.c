/*
 * Threads that end with all signals blocked, as Go's do, in a JVM that stops its threads all the time: the last Java code of each is a loop over all
 * threads, compiled so that it is stopped by a fault.
 */
#include <pthread.h>
#include <signal.h>

#include "harness.h"

enum { IDLE = 800, ROUNDS = 400, AT_ONCE = 16 };

static slipway_queue queue;
static uint32_t table;
static pthread_mutex_t end = PTHREAD_MUTEX_INITIALIZER;

static void call_once(void) {
  slipway_request request = {.token = 1, .op = SLIPWAY_GET, .table = table, .key = "k", .key_bytes = 1};
  CHECK_EQ(slipway_submit(queue, &request, 1), 1);
}

static void *call_and_idle(void *context) {
  call_once();
  pthread_mutex_lock(&end);
  pthread_mutex_unlock(&end);
  return context;
}

static void *call_and_block_all_signals(void *context) {
  call_once();
  sigset_t all;
  sigfillset(&all);
  CHECK_EQ(pthread_sigmask(SIG_BLOCK, &all, NULL), 0);
  return context;
}

static void take_one(void) {
  slipway_completion completion;
  CHECK_EQ(slipway_poll(queue, &completion, 1, 30000), 1);
  CHECK_EQ(slipway_consume(queue, 1), 0);
}

static void should_detach_threads_that_block_all_signals(void) {
  pthread_t idle[IDLE];
  pthread_mutex_lock(&end);
  for (int i = 0; i < IDLE; i++) {
    CHECK_EQ(pthread_create(&idle[i], NULL, call_and_idle, NULL), 0);
    take_one();
  }
  for (int round = 0; round < ROUNDS; round++) {
    pthread_t threads[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++) {
      CHECK_EQ(pthread_create(&threads[i], NULL, call_and_block_all_signals, NULL), 0);
    }
    for (int i = 0; i < AT_ONCE; i++) {
      CHECK_EQ(pthread_join(threads[i], NULL), 0);
      take_one();
    }
  }
  pthread_mutex_unlock(&end);
  for (int i = 0; i < IDLE; i++) {
    CHECK_EQ(pthread_join(idle[i], NULL), 0);
  }
  CHECK_EQ(live().threads, 1);
}

int main(void) {
  static const char *const options[] = {
      "-XX:+UnlockDiagnosticVMOptions",
      "-XX:+SafepointALot",
      "-XX:+HandshakeALot",
      "-XX:GuaranteedSafepointInterval=1",
      "-XX:TieredStopAtLevel=1",
  };
  slipway_error error;
  slipway_runtime_options runtime = {
      .struct_size = sizeof runtime,
      .abi_version = SLIPWAY_ABI_VERSION,
      .jvm_options = options,
      .jvm_options_count = sizeof options / sizeof options[0],
  };
  CHECK_EQ(slipway_runtime_open(&runtime, &error), 0);
  slipway_client client = open_client("echo", NULL);
  queue = open_queue(client, 64, 128, SLIPWAY_SUBMIT_ENTER);
  table = table_of(client, "t");
  RUN(should_detach_threads_that_block_all_signals);
  close_all(client, queue);
  return 0;
}
