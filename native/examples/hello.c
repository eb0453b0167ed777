/*
 * Puts a value into a table and reads it back: cc hello.c $(pkg-config --cflags --libs slipway) && ./a.out
 * With no argument the store is in this process's memory; else the argument is a configuration file.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <slipway.h>

static void print(void *context, const slipway_completion *completion) {
  int *left = context;
  (*left)--;
  printf("request %" PRIu64 ": ", completion->token);
  if (completion->code != 0) {
    printf("%s: %.*s\n", slipway_error_describe(completion->code).name, (int)completion->payload_bytes, (const char *)completion->payload);
  } else if (completion->flags & SLIPWAY_ABSENT) {
    printf("absent\n");
  } else {
    printf("ok \"%.*s\"\n", (int)completion->payload_bytes, (const char *)completion->payload);
  }
}

static int say(const slipway_error *error) {
  fprintf(stderr, "%s: %s\n", slipway_error_describe(error->code).name, error->message);
  return 1;
}

/* Submits one request and waits for its completion. */
static int perform(slipway_queue queue, slipway_request request) {
  int left = slipway_submit(queue, &request, 1);
  while (left > 0) {
    int answer = slipway_run(queue, print, &left, -1);
    if (answer < 0) {
      return answer;
    }
  }
  return left;
}

int main(int argc, char **argv) {
  slipway_error error;
  slipway_runtime_options runtime = {.struct_size = sizeof runtime, .abi_version = SLIPWAY_ABI_VERSION};
  if (slipway_runtime_open(&runtime, &error) < 0) {
    return say(&error);
  }
  slipway_setting memory = {"backend", "memory"};
  slipway_client_options options = {.struct_size = sizeof options};
  if (argc > 1) {
    options.config_file = argv[1];
  } else {
    options.settings = &memory;
    options.settings_count = 1;
  }
  slipway_client client;
  if (slipway_client_open(&options, &client, &error) < 0) {
    return say(&error);
  }
  int32_t table = slipway_table(client, "greetings", &error);
  slipway_queue queue;
  if (table < 0 || slipway_queue_open(client, NULL, &queue, &error) < 0) {
    return say(&error);
  }

  slipway_request put = {.token = 1, .op = SLIPWAY_PUT, .table = (uint32_t)table, .key = "hello", .key_bytes = 5, .payload = "world", .payload_bytes = 5};
  slipway_request get = {.token = 2, .op = SLIPWAY_GET, .table = (uint32_t)table, .key = "hello", .key_bytes = 5};
  int answer = perform(queue, put);
  if (answer >= 0) {
    answer = perform(queue, get);
  }

  slipway_queue_close(queue, -1);
  if (slipway_client_close(client, -1, &error) < 0) {
    return say(&error);
  }
  return answer < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
