/* Threads that call in: attached when needed, detached when they end, in whatever order their thread-specific data goes. */
#include <pthread.h>
#include <spawn.h>
#include <sys/wait.h>

#include "harness.h"

extern char **environ;

static slipway_client client;
static slipway_queue queue;
static uint32_t table;

static void submit_and_take(void) {
  slipway_request request = {.token = 1, .op = SLIPWAY_GET, .table = table, .key = "k", .key_bytes = 1};
  CHECK_EQ(slipway_submit(queue, &request, 1), 1);
}

static void *call_once(void *context) {
  (void)context;
  submit_and_take();
  return NULL;
}

static void take(uint32_t count) {
  slipway_completion completion;
  for (uint32_t i = 0; i < count; i++) {
    CHECK_EQ(slipway_poll(queue, &completion, 1, 30000), 1);
    CHECK_EQ(slipway_consume(queue, 1), 0);
  }
}

static void should_detach_threads_that_end(void) {
  uint64_t before = live().threads;
  for (int round = 0; round < 20; round++) {
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) {
      CHECK_EQ(pthread_create(&threads[i], NULL, call_once, NULL), 0);
    }
    for (int i = 0; i < 8; i++) {
      CHECK_EQ(pthread_join(threads[i], NULL), 0);
    }
    take(8);
  }
  CHECK_EQ(live().threads, before);
}

static pthread_key_t late;

/* Runs behind this library's own destructor, or before it: the order of keys is nobody's. */
static void call_at_the_end(void *context) {
  (void)context;
  submit_and_take();
}

static void *call_and_leave_a_destructor(void *context) {
  CHECK_EQ(pthread_setspecific(late, &late), 0);
  return call_once(context);
}

static void should_serve_a_thread_that_is_ending(void) {
  uint64_t before = live().threads;
  CHECK_EQ(pthread_key_create(&late, call_at_the_end), 0);
  for (int i = 0; i < 20; i++) {
    pthread_t thread;
    CHECK_EQ(pthread_create(&thread, NULL, call_and_leave_a_destructor, NULL), 0);
    CHECK_EQ(pthread_join(thread, NULL), 0);
    take(2);
  }
  CHECK_EQ(pthread_key_delete(late), 0);
  CHECK_EQ(live().threads, before);
}

static void *call_with_a_small_stack(void *context) {
  int32_t *answer = context;
  slipway_request request = {.token = 1, .op = SLIPWAY_GET, .table = table, .key = "k", .key_bytes = 1};
  *answer = slipway_submit(queue, &request, 1);
  return NULL;
}

static int32_t answer_with_stack(size_t bytes) {
  pthread_attr_t attributes;
  pthread_t thread;
  int32_t answer = 0;
  CHECK_EQ(pthread_attr_init(&attributes), 0);
  CHECK_EQ(pthread_attr_setstacksize(&attributes, bytes), 0);
  CHECK_EQ(pthread_create(&thread, &attributes, call_with_a_small_stack, &answer), 0);
  CHECK_EQ(pthread_join(thread, NULL), 0);
  CHECK_EQ(pthread_attr_destroy(&attributes), 0);
  return answer;
}

static void should_refuse_threads_whose_stack_is_too_small(void) {
#ifndef __SANITIZE_THREAD__ /* which gives every thread a larger one */
  CHECK_EQ(answer_with_stack(64 << 10), -SLIPWAY_INTERNAL_ERROR);
#endif
  CHECK_EQ(answer_with_stack(256 << 10), 1);
  take(1);
}

/* A child that executes another program is none of the JVM's business. */
static void should_let_children_be_started(void) {
  char *const arguments[] = {(char *)"true", NULL};
  for (int i = 0; i < 10; i++) {
    pid_t child;
    int status;
    CHECK_EQ(posix_spawnp(&child, "true", NULL, NULL, arguments, environ), 0);
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(status, 0);
    submit_and_take();
    take(1);
  }
}

static void *open_use_and_close(void *context) {
  (void)context;
  for (int i = 0; i < 20; i++) {
    slipway_client own = open_client(i % 2 == 0 ? "memory" : "echo", NULL);
    slipway_queue its = open_queue(own, 8, 128, i % 3 == 0 ? SLIPWAY_SUBMIT_WAKE : SLIPWAY_SUBMIT_ENTER);
    slipway_request request = {.token = 9, .op = SLIPWAY_GET, .table = table_of(own, "t"), .key = "k", .key_bytes = 1};
    CHECK_EQ(slipway_submit(its, &request, 1), 1);
    slipway_completion completion;
    CHECK_EQ(slipway_poll(its, &completion, 1, 30000), 1);
    CHECK_EQ(slipway_queue_close(its, -1), 0);
    CHECK_EQ(slipway_client_close(own, -1, NULL), 0);
  }
  return NULL;
}

static void should_open_and_close_from_many_threads(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_create(&threads[i], NULL, open_use_and_close, NULL), 0);
  }
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_join(threads[i], NULL), 0);
  }
}

static void *open_the_runtime(void *context) {
  (void)context;
  open_runtime();
  return NULL;
}

int main(void) {
  /* By several threads at once, all of which end. */
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_create(&threads[i], NULL, open_the_runtime, NULL), 0);
  }
  for (int i = 0; i < 4; i++) {
    CHECK_EQ(pthread_join(threads[i], NULL), 0);
  }
  CHECK_EQ(live().threads, 0);
  client = open_client("echo", NULL);
  queue = open_queue(client, 64, 128, SLIPWAY_SUBMIT_ENTER);
  table = table_of(client, "t");
  RUN(should_detach_threads_that_end);
  RUN(should_serve_a_thread_that_is_ending);
  RUN(should_refuse_threads_whose_stack_is_too_small);
  RUN(should_let_children_be_started);
  RUN(should_open_and_close_from_many_threads);
  close_all(client, queue);
  return 0;
}
