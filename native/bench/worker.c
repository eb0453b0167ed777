/*
 * The worker of C for `slipway bench`: operations through slipway.h by commands on standard input, as io.slipway.bench.server.Worker says.
 *
 *   slipway-bench slipway --config FILE
 *
 * Keeps a window of requests open from one thread, which submits as many at once as it has just consumed.
 */
#include <slipway.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { ENTRIES = 1024, AT_ONCE = 32, KEY_BYTES = 32, VALUE_BYTES = 256, WAIT_FOREVER = -1 };

typedef struct {
  slipway_queue queue;
  uint32_t table;
} store;

typedef enum { FILL, PUT, GET, ECHO } work;

static const char *const work_names[] = {"fill", "put", "get", "echo"};

typedef struct {
  work work;
  uint32_t operations;
  uint32_t in_flight;
  uint32_t keys;
} command;

/* What a run writes and measures; `begun` and `micros` have a place for each operation. */
typedef struct {
  double *begun;
  float *micros;
  char failure[256];
} run;

static _Noreturn void die(const char *what, const slipway_error *error) {
  fprintf(stderr, "%s: %s\n", what, error->message);
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

static long rss_bytes(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file != NULL) {
    if (fscanf(file, "%*d %ld", &pages) != 1) {
      pages = 0;
    }
    fclose(file);
  }
  return pages * sysconf(_SC_PAGESIZE);
}

static int by_value(const void *left, const void *right) {
  float a = *(const float *)left;
  float b = *(const float *)right;
  return (a > b) - (a < b);
}

/* Bytes without order made from `seed` by SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). */
static void make_bytes(uint64_t seed, unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < size; i += sizeof seed) {
    seed += 0x9E3779B97F4A7C15u;
    uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    memcpy(bytes + i, &z, sizeof z);
  }
}

/* The key of operation i: all keys in turn for a fill, otherwise a walk over them without locality. */
static uint32_t key_of(const command *c, uint32_t i) {
  if (c->work == FILL) {
    return i;
  }
  int64_t walked = (int32_t)(i * 0x9E3779B1u) % (int64_t)c->keys;
  return (uint32_t)(walked < 0 ? walked + c->keys : walked);
}

static void make_request(const store *s, const command *c, uint32_t i, slipway_request *request, unsigned char bytes[VALUE_BYTES + KEY_BYTES]) {
  unsigned char *key = bytes + VALUE_BYTES;
  *request = (slipway_request){.token = i, .op = SLIPWAY_GET, .table = s->table, .key = key, .key_bytes = KEY_BYTES};
  if (c->work == ECHO) {
    request->key = bytes;
    request->key_bytes = VALUE_BYTES;
    return;
  }
  uint32_t number = key_of(c, i);
  make_bytes(number, key, KEY_BYTES);
  if (c->work != GET) {
    make_bytes(~(uint64_t)number, bytes, VALUE_BYTES);
    request->op = SLIPWAY_PUT;
    request->payload = bytes;
    request->payload_bytes = VALUE_BYTES;
  }
}

static void submit(const store *s, const command *c, run *r, uint32_t first, uint32_t count) {
  static slipway_request requests[AT_ONCE];
  static unsigned char bytes[AT_ONCE][VALUE_BYTES + KEY_BYTES];
  for (uint32_t i = 0; i < count; i++) {
    make_request(s, c, first + i, &requests[i], bytes[i]);
  }
  double begun = now_s();
  for (uint32_t i = 0; i < count; i++) {
    r->begun[first + i] = begun;
  }
  if (slipway_submit(s->queue, requests, count) != (int32_t)count) {
    snprintf(r->failure, sizeof r->failure, "a request was not accepted");
  }
}

static void take(const command *c, run *r, const slipway_completion *completion, double now) {
  r->micros[completion->token] = (float)((now - r->begun[completion->token]) * 1e6);
  size_t expected = c->work == GET || c->work == ECHO ? VALUE_BYTES : 0;
  if (completion->code != 0) {
    snprintf(r->failure, sizeof r->failure, "%.*s", (int)completion->payload_bytes, (const char *)completion->payload);
  } else if (completion->payload_bytes != expected) {
    snprintf(r->failure, sizeof r->failure, "an answer of %zu bytes instead of %zu", completion->payload_bytes, expected);
  }
}

static void keep_in_flight(const store *s, const command *c, run *r) {
  static slipway_completion completions[AT_ONCE];
  uint32_t begun = 0;
  uint32_t done = 0;
  while (done < c->operations && r->failure[0] == 0) {
    while (begun < c->operations && begun - done < c->in_flight) {
      uint32_t room = c->in_flight - (begun - done);
      uint32_t left = c->operations - begun;
      uint32_t count = room < left ? room : left;
      count = count < AT_ONCE ? count : AT_ONCE;
      submit(s, c, r, begun, count);
      begun += count;
    }
    int32_t count = slipway_poll(s->queue, completions, AT_ONCE, WAIT_FOREVER);
    double now = now_s();
    for (int32_t i = 0; i < count; i++) {
      take(c, r, &completions[i], now);
    }
    slipway_consume(s->queue, (uint32_t)count);
    done += (uint32_t)count;
  }
}

/* Runs a command and prints its line. After a failure requests may be in flight: the process is of no more use, and says so. */
static int serve(const store *s, const command *c) {
  run r = {.begun = malloc(c->operations * sizeof *r.begun), .micros = malloc(c->operations * sizeof *r.micros)};
  if (r.begun == NULL || r.micros == NULL) {
    printf("failed memory is short\n");
    return EXIT_FAILURE;
  }
  double begin_s = now_s();
  double begin_cpu_s = cpu_s();
  keep_in_flight(s, c, &r);
  double seconds = now_s() - begin_s;
  double cpu_seconds = cpu_s() - begin_cpu_s;
  if (r.failure[0] != 0) {
    printf("failed %s\n", r.failure);
    return EXIT_FAILURE;
  }
  qsort(r.micros, c->operations, sizeof *r.micros, by_value);
  printf(
      "ok %.3f %.4f %.6f %.6f %ld\n",
      c->operations / seconds,
      cpu_seconds * 1e6 / c->operations,
      (double)r.micros[c->operations / 2] / 1e3,
      (double)r.micros[(uint64_t)c->operations * 99 / 100] / 1e3,
      rss_bytes());
  free(r.begun);
  free(r.micros);
  return EXIT_SUCCESS;
}

static int parse(const char *line, command *c) {
  char name[16];
  if (sscanf(line, "%15s %u %u %u", name, &c->operations, &c->in_flight, &c->keys) != 4 || c->operations < 1 || c->in_flight < 1 ||
      c->in_flight > ENTRIES || c->keys < 1) {
    return 0;
  }
  for (c->work = FILL; c->work <= ECHO; c->work++) {
    if (strcmp(name, work_names[c->work]) == 0) {
      return 1;
    }
  }
  return 0;
}

static store open_store(const char *config_file) {
  slipway_error error;
  slipway_runtime_options runtime = {.struct_size = sizeof runtime, .abi_version = SLIPWAY_ABI_VERSION};
  slipway_client_options options = {.struct_size = sizeof options, .config_file = config_file};
  slipway_queue_options queue = {.struct_size = sizeof queue, .entries = ENTRIES};
  slipway_client client;
  store s;
  if (slipway_runtime_open(&runtime, &error) < 0 || slipway_client_open(&options, &client, &error) < 0 ||
      slipway_queue_open(client, &queue, &s.queue, &error) < 0) {
    die("cannot open", &error);
  }
  int32_t table = slipway_table(client, "bench", &error);
  if (table < 0) {
    die("cannot name the table", &error);
  }
  s.table = (uint32_t)table;
  return s;
}

static void answer_once(const store *s) {
  slipway_request request = {.op = SLIPWAY_GET, .table = s->table, .key = "first", .key_bytes = 5};
  slipway_completion completion;
  if (slipway_submit(s->queue, &request, 1) != 1 || slipway_poll(s->queue, &completion, 1, WAIT_FOREVER) != 1 || completion.code != 0) {
    fprintf(stderr, "the first get failed\n");
    exit(EXIT_FAILURE);
  }
  slipway_consume(s->queue, 1);
}

int main(int argc, char **argv) {
  if (argc != 4 || strcmp(argv[1], "slipway") != 0 || strcmp(argv[2], "--config") != 0) {
    fprintf(stderr, "usage: slipway-bench slipway --config FILE\n");
    return 2;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  store s = open_store(argv[3]);
  answer_once(&s);
  puts("ready");
  char line[128];
  while (fgets(line, sizeof line, stdin) != NULL) {
    command c;
    if (!parse(line, &c)) {
      puts("failed a command is WORK OPERATIONS IN_FLIGHT KEYS");
    } else if (serve(&s, &c) != EXIT_SUCCESS) {
      return EXIT_FAILURE;
    }
  }
  /* Whoever wanted to know is gone; nothing is worth a wait. */
  _exit(EXIT_SUCCESS);
}
