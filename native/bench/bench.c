/*
 * Gets of keys of 256 bytes through slipway.h, a fixed number in flight, for some seconds; the worker of C for `slipway bench`.
 * Prints one line of JSON. Against `backend=echo` it measures what lies between a C program and the store.
 *
 *   slipway-bench [--config FILE] [--set KEY=VALUE]... --in-flight N --batch N --seconds S
 */
#include <slipway.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { KEY_BYTES = 256, SETTINGS_MAX = 64, BATCH_MAX = 1024, SAMPLES_MAX = 1 << 22, WARM_UP_S = 2 };

static _Noreturn void die(const char *what, const slipway_error *error) {
  fprintf(stderr, "%s: %s\n", what, error == NULL ? "" : error->message);
  exit(EXIT_FAILURE);
}

static double now_s(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu_s(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int by_value(const void *left, const void *right) {
  float a = *(const float *)left;
  float b = *(const float *)right;
  return (a > b) - (a < b);
}

typedef struct {
  slipway_queue queue;
  uint32_t table;
  uint32_t in_flight;
  uint32_t batch;
  double *begun; /* by token */
  float *samples_us;
  size_t samples;
  uint64_t operations;
} load;

static void submit(load *l, const uint64_t *tokens, uint32_t count) {
  static unsigned char key[KEY_BYTES];
  static slipway_request requests[BATCH_MAX];
  memset(key, 'k', sizeof key);
  double begun = now_s();
  for (uint32_t i = 0; i < count; i++) {
    requests[i] = (slipway_request){.token = tokens[i], .op = SLIPWAY_GET, .table = l->table, .key = key, .key_bytes = KEY_BYTES};
    l->begun[tokens[i]] = begun;
  }
  if (slipway_submit(l->queue, requests, count) != (int32_t)count) {
    die("a request was not accepted", NULL);
  }
}

/* Keeps `in_flight` requests going until `end`, and then waits for the last. */
static void run(load *l, double seconds) {
  static slipway_completion completions[BATCH_MAX];
  uint64_t tokens[BATCH_MAX];
  double end = now_s() + seconds;
  uint32_t flying = 0;
  l->operations = 0;
  l->samples = 0;
  for (uint32_t next = 0; next < l->in_flight;) {
    uint32_t count = 0;
    while (count < l->batch && next < l->in_flight) {
      tokens[count++] = next++;
    }
    submit(l, tokens, count);
    flying += count;
  }
  while (flying > 0) {
    int32_t count = slipway_poll(l->queue, completions, l->batch, -1);
    double now = now_s();
    for (int32_t i = 0; i < count; i++) {
      if (completions[i].code != 0) {
        fprintf(stderr, "%.*s\n", (int)completions[i].payload_bytes, (const char *)completions[i].payload);
        exit(EXIT_FAILURE);
      }
      tokens[i] = completions[i].token;
      if (l->samples < SAMPLES_MAX) {
        l->samples_us[l->samples++] = (float)((now - l->begun[tokens[i]]) * 1e6);
      }
    }
    slipway_consume(l->queue, (uint32_t)count);
    l->operations += (uint64_t)count;
    flying -= (uint32_t)count;
    if (now < end) {
      submit(l, tokens, (uint32_t)count);
      flying += (uint32_t)count;
    }
  }
}

static uint32_t power_of_two_at_least(uint32_t number) {
  uint32_t power = 2;
  while (power < number) {
    power *= 2;
  }
  return power;
}

int main(int argc, char **argv) {
  slipway_setting settings[SETTINGS_MAX];
  slipway_client_options options = {.struct_size = sizeof options, .settings = settings};
  slipway_runtime_options runtime = {.struct_size = sizeof runtime, .abi_version = SLIPWAY_ABI_VERSION};
  load l = {.in_flight = 64, .batch = 32};
  double seconds = 5;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (strcmp(argv[i], "--config") == 0) {
      options.config_file = argv[i + 1];
    } else if (strcmp(argv[i], "--set") == 0 && options.settings_count < SETTINGS_MAX) {
      settings[options.settings_count].key = strtok(argv[i + 1], "=");
      settings[options.settings_count++].value = strtok(NULL, "");
    } else if (strcmp(argv[i], "--in-flight") == 0) {
      l.in_flight = (uint32_t)strtoul(argv[i + 1], NULL, 10);
    } else if (strcmp(argv[i], "--batch") == 0) {
      l.batch = (uint32_t)strtoul(argv[i + 1], NULL, 10);
    } else if (strcmp(argv[i], "--seconds") == 0) {
      seconds = strtod(argv[i + 1], NULL);
    }
  }
  if (l.in_flight < 1 || l.in_flight > 65536 || l.batch < 1 || l.batch > BATCH_MAX) {
    die("--in-flight is 1 to 65536, --batch 1 to 1024", NULL);
  }
  slipway_error error;
  slipway_client client;
  double started = now_s();
  if (slipway_runtime_open(&runtime, &error) < 0 || slipway_client_open(&options, &client, &error) < 0) {
    die("cannot open", &error);
  }
  int32_t table = slipway_table(client, "bench", &error);
  slipway_queue_options queue = {.struct_size = sizeof queue, .entries = power_of_two_at_least(l.in_flight)};
  if (table < 0 || slipway_queue_open(client, &queue, &l.queue, &error) < 0) {
    die("cannot open", &error);
  }
  double open_s = now_s() - started;
  l.table = (uint32_t)table;
  l.begun = calloc(l.in_flight, sizeof *l.begun);
  l.samples_us = malloc(SAMPLES_MAX * sizeof *l.samples_us);
  if (l.begun == NULL || l.samples_us == NULL) {
    die("memory is short", NULL);
  }
  run(&l, WARM_UP_S);
  double cpu_before = cpu_s();
  double begin = now_s();
  run(&l, seconds);
  double took = now_s() - begin;
  double cpu = cpu_s() - cpu_before;
  qsort(l.samples_us, l.samples, sizeof *l.samples_us, by_value);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf(
      "{\"operations\": %llu, \"seconds\": %.6f, \"cpu_seconds\": %.6f, \"p50_us\": %.3f, \"p99_us\": %.3f, \"rss_bytes\": %lld, "
      "\"open_seconds\": %.6f}\n",
      (unsigned long long)l.operations,
      took,
      cpu,
      (double)l.samples_us[l.samples / 2],
      (double)l.samples_us[l.samples / 100 * 99],
      (long long)usage.ru_maxrss * 1024,
      open_s);
  slipway_queue_close(l.queue, -1);
  slipway_client_close(client, -1, NULL);
  return EXIT_SUCCESS;
}
