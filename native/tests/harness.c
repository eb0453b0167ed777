#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <time.h>

void open_runtime(void) {
  slipway_error error;
  slipway_runtime_options options = {
      .struct_size = sizeof options, .abi_version = SLIPWAY_ABI_VERSION, .log_level = SLIPWAY_LOG_ERROR};
  if (getenv("SLIPWAY_TEST_LOG") == NULL) {
    /* Stores that break the rules are logged with their stacks. */
    options.log_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
  }
  /* Java code in a JVM that checks every call of the JNI: the option comes with the test's environment. */
  const char *more = getenv("SLIPWAY_TEST_JVM_OPTION");
  if (more != NULL && *more != '\0') {
    options.jvm_options = &more;
    options.jvm_options_count = 1;
  }
  if (slipway_runtime_open(&options, &error) != 0) {
    fprintf(stderr, "no runtime: %s\n", error.message);
    exit(1);
  }
}

slipway_client open_client(const char *backend, ...) {
  slipway_setting settings[16] = {{"backend", backend}};
  size_t count = 1;
  va_list more;
  va_start(more, backend);
  for (const char *key = va_arg(more, const char *); key != NULL; key = va_arg(more, const char *)) {
    settings[count++] = (slipway_setting){key, va_arg(more, const char *)};
  }
  va_end(more);
  slipway_client_options options = {.struct_size = sizeof options, .settings = settings, .settings_count = count};
  slipway_client client;
  slipway_error error;
  if (slipway_client_open(&options, &client, &error) != 0) {
    fprintf(stderr, "no client: %s\n", error.message);
    exit(1);
  }
  return client;
}

slipway_queue open_queue(slipway_client client, uint32_t entries, uint32_t slot_bytes, uint32_t submit) {
  slipway_queue_options options = {.struct_size = sizeof options, .entries = entries, .slot_bytes = slot_bytes, .submit = submit};
  slipway_queue queue;
  slipway_error error;
  if (slipway_queue_open(client, &options, &queue, &error) != 0) {
    fprintf(stderr, "no queue: %s\n", error.message);
    exit(1);
  }
  return queue;
}

uint32_t table_of(slipway_client client, const char *name) {
  slipway_error error;
  int32_t table = slipway_table(client, name, &error);
  CHECK(table > 0);
  return (uint32_t)table;
}

slipway_counts live(void) {
  slipway_counts counts = {.struct_size = sizeof counts};
  CHECK_EQ(slipway_live(&counts), 0);
  return counts;
}

void close_all(slipway_client client, slipway_queue queue) {
  slipway_error error;
  CHECK_EQ(slipway_queue_close(queue, -1), 0);
  CHECK_EQ(slipway_client_close(client, -1, &error), 0);
  CHECK_EQ(live().queues, 0);
  CHECK_EQ(live().clients, 0);
  CHECK_EQ(live().blocks, 0);
}

void sleep_ms(int64_t ms) {
  struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

void await_no_blocks(void) {
  for (int i = 0; i < 2000 && live().blocks != 0; i++) {
    sleep_ms(5);
  }
  CHECK_EQ(live().blocks, 0);
}

result perform(slipway_queue queue, slipway_request request) {
  /* One buffer a process: the results of a test are looked at one after the other. */
  static char *kept;
  slipway_completion completion;
  CHECK_EQ(slipway_submit(queue, &request, 1), 1);
  CHECK_EQ(slipway_poll(queue, &completion, 1, 30000), 1);
  CHECK(completion.token == request.token);
  CHECK(completion.payload != NULL);
  free(kept);
  kept = malloc(completion.payload_bytes + 1);
  CHECK(kept != NULL);
  memcpy(kept, completion.payload, completion.payload_bytes);
  kept[completion.payload_bytes] = '\0';
  result r = {completion.token, completion.code, completion.flags, kept, completion.payload_bytes};
  CHECK_EQ(slipway_consume(queue, 1), 0);
  return r;
}

static slipway_request on_key(uint16_t op, uint32_t table, const char *key) {
  static uint64_t token;
  return (slipway_request){.token = ++token, .op = op, .table = table, .key = key, .key_bytes = (uint32_t)strlen(key)};
}

result get(slipway_queue queue, uint32_t table, const char *key) { return perform(queue, on_key(SLIPWAY_GET, table, key)); }

result put(slipway_queue queue, uint32_t table, const char *key, const char *value) {
  slipway_request request = on_key(SLIPWAY_PUT, table, key);
  request.payload = value;
  request.payload_bytes = (uint32_t)strlen(value);
  return perform(queue, request);
}

/* ---- Protobuf by hand ----------------------------------------------------------------------------------------------------------- */

static void add_number(message *m, uint64_t value) {
  do {
    CHECK(m->count < sizeof m->bytes);
    m->bytes[m->count++] = (unsigned char)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>= 7;
  } while (value != 0);
}

void add_varint(message *m, int field, uint64_t value) {
  add_number(m, (uint64_t)field << 3);
  add_number(m, value);
}

void add_bytes(message *m, int field, const void *bytes, size_t count) {
  add_number(m, (uint64_t)field << 3 | 2);
  add_number(m, count);
  CHECK(count <= sizeof m->bytes - m->count);
  if (count > 0) {
    memcpy(m->bytes + m->count, bytes, count);
  }
  m->count += count;
}

void add_message(message *m, int field, const message *part) { add_bytes(m, field, part->bytes, part->count); }

static uint64_t take_number(const unsigned char **at, const unsigned char *end) {
  uint64_t value = 0;
  for (int shift = 0; *at < end; shift += 7) {
    unsigned char byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) {
      break;
    }
  }
  return value;
}

const unsigned char *find_bytes(const void *message, size_t message_bytes, int field, int nth, size_t *count) {
  const unsigned char *at = message;
  const unsigned char *end = at + message_bytes;
  while (at < end) {
    uint64_t tag = take_number(&at, end);
    uint64_t value = take_number(&at, end);
    if ((tag & 7) == 0) {
      continue;
    }
    CHECK_EQ(tag & 7, 2);
    CHECK(value <= (size_t)(end - at));
    if ((int)(tag >> 3) == field && nth-- == 0) {
      *count = (size_t)value;
      return at;
    }
    at += value;
  }
  return NULL;
}

result call(slipway_queue queue, uint32_t table, int field, const message *argument) {
  message request = {0};
  add_message(&request, field, argument);
  slipway_request submitted = {
      .token = 77, .op = SLIPWAY_CALL, .table = table, .payload = request.bytes, .payload_bytes = (uint32_t)request.count};
  result r = perform(queue, submitted);
  if (r.code == 0) {
    size_t bytes;
    const unsigned char *member = find_bytes(r.payload, r.bytes, field, 0, &bytes);
    CHECK(member != NULL);
    r.payload = (char *)member;
    r.bytes = bytes;
  }
  return r;
}
