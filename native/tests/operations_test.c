/* Every operation, in both submission modes and with each kind of completing thread. */
#include <time.h>

#include "harness.h"

static uint32_t mode;

static slipway_client client;
static slipway_queue queue;
static uint32_t table;

static void open_memory(void) {
  client = open_client("memory", NULL);
  queue = open_queue(client, 16, 128, mode);
  table = table_of(client, "things");
}

static slipway_request on_key(uint16_t op, const char *key) {
  return (slipway_request){.token = UINT64_MAX, .op = op, .table = table, .key = key, .key_bytes = (uint32_t)strlen(key)};
}

static void should_answer_what_was_put(void) {
  open_memory();
  CHECK_EQ(get(queue, table, "k").flags, SLIPWAY_ABSENT);
  CHECK_EQ(perform(queue, on_key(SLIPWAY_EXISTS, "k")).flags, SLIPWAY_ABSENT);
  CHECK_EQ(put(queue, table, "k", "value").code, 0);
  result r = get(queue, table, "k");
  CHECK_EQ(r.code, 0);
  CHECK_EQ(r.flags, 0);
  CHECK_EQ(r.bytes, 5);
  CHECK_EQ(memcmp(r.payload, "value", 5), 0);
  CHECK_EQ(perform(queue, on_key(SLIPWAY_EXISTS, "k")).flags, 0);
  CHECK_EQ(perform(queue, on_key(SLIPWAY_DELETE, "k")).code, 0);
  CHECK_EQ(perform(queue, on_key(SLIPWAY_DELETE, "k")).code, 0);
  CHECK_EQ(get(queue, table, "k").flags, SLIPWAY_ABSENT);
  close_all(client, queue);
}

static void should_tell_an_empty_value_from_an_absent_one(void) {
  open_memory();
  CHECK_EQ(put(queue, table, "empty", "").code, 0);
  result r = get(queue, table, "empty");
  CHECK_EQ(r.code, 0);
  CHECK_EQ(r.flags, 0);
  CHECK_EQ(r.bytes, 0);
  close_all(client, queue);
}

static void should_expire_a_value(void) {
  open_memory();
  slipway_request request = on_key(SLIPWAY_PUT, "k");
  request.arg = 1000;
  CHECK_EQ(perform(queue, request).code, 0);
  request = on_key(SLIPWAY_PUT, "at");
  request.flags = SLIPWAY_EXPIRES_AT;
  request.arg = ((int64_t)time(NULL) + 2) * 1000;
  CHECK_EQ(perform(queue, request).code, 0);
  CHECK_EQ(get(queue, table, "k").flags, 0);
  for (int i = 0; i < 500 && (get(queue, table, "k").flags == 0 || get(queue, table, "at").flags == 0); i++) {
    sleep_ms(10);
  }
  CHECK_EQ(get(queue, table, "k").flags, SLIPWAY_ABSENT);
  CHECK_EQ(get(queue, table, "at").flags, SLIPWAY_ABSENT);
  request.flags = 0;
  request.arg = -1;
  CHECK_EQ(perform(queue, request).code, SLIPWAY_TTL_RANGE);
  request.arg = INT64_MAX;
  CHECK_EQ(perform(queue, request).code, SLIPWAY_TTL_RANGE);
  close_all(client, queue);
}

static void add_key(message *m, const char *key) {
  uint32_t bytes = (uint32_t)strlen(key);
  memcpy(m->bytes + m->count, &bytes, sizeof bytes);
  memcpy(m->bytes + m->count + sizeof bytes, key, bytes);
  m->count += sizeof bytes + bytes;
}

static void should_get_many_by_their_index(void) {
  open_memory();
  put(queue, table, "a", "1");
  put(queue, table, "c", "333");
  message keys = {0};
  add_key(&keys, "a");
  add_key(&keys, "b");
  add_key(&keys, "c");
  add_key(&keys, "a");
  slipway_request request = {.op = SLIPWAY_GET_MANY, .table = table, .payload = keys.bytes, .payload_bytes = (uint32_t)keys.count};
  result r = perform(queue, request);
  CHECK_EQ(r.code, 0);
  static const unsigned char expected[] = {0, 0, 0, 0, 1, 0, 0, 0, '1', 2, 0, 0, 0, 3, 0, 0, 0, '3', '3', '3', 3, 0, 0, 0, 1, 0, 0, 0, '1'};
  CHECK_EQ(r.bytes, sizeof expected);
  CHECK_EQ(memcmp(r.payload, expected, sizeof expected), 0);
  request.payload_bytes = 0;
  r = perform(queue, request);
  CHECK_EQ(r.code, 0);
  CHECK_EQ(r.bytes, 0);
  request.payload_bytes = (uint32_t)keys.count - 1;
  CHECK_EQ(perform(queue, request).code, SLIPWAY_ARGUMENT);
  close_all(client, queue);
}

static message entry(const char *key, const char *value) {
  message m = {0};
  add_bytes(&m, 1, key, strlen(key));
  add_bytes(&m, 2, value, strlen(value));
  return m;
}

static void should_answer_every_call_of_the_envelope(void) {
  open_memory();
  message entries = {0};
  const char *keys[] = {"k1", "k2", "k3", "l1"};
  for (int i = 0; i < 4; i++) {
    message e = entry(keys[i], "v");
    add_message(&entries, 1, &e);
  }
  CHECK_EQ(call(queue, table, PUT_MANY, &entries).code, 0);

  message scan = {0};
  add_bytes(&scan, 1, "k", 1);
  add_varint(&scan, 3, 2);
  result r = call(queue, table, SCAN, &scan);
  CHECK_EQ(r.code, 0);
  size_t bytes;
  const unsigned char *second = find_bytes(r.payload, r.bytes, 1, 1, &bytes);
  CHECK(second != NULL);
  const unsigned char *key = find_bytes(second, bytes, 1, 0, &bytes);
  CHECK(key != NULL);
  CHECK_EQ(bytes, 2);
  CHECK_EQ(memcmp(key, "k2", 2), 0);
  const unsigned char *next = find_bytes(r.payload, r.bytes, 2, 0, &bytes);
  CHECK(next != NULL);
  add_bytes(&scan, 4, next, bytes);
  r = call(queue, table, SCAN, &scan);
  CHECK(find_bytes(r.payload, r.bytes, 1, 0, &bytes) != NULL);
  CHECK(find_bytes(r.payload, r.bytes, 1, 1, &bytes) == NULL);
  CHECK(find_bytes(r.payload, r.bytes, 2, 0, &bytes) == NULL);

  message splits = {0};
  add_varint(&splits, 1, 1);
  r = call(queue, table, SCAN_SPLITS, &splits);
  CHECK_EQ(r.code, 0);
  const unsigned char *token = find_bytes(r.payload, r.bytes, 1, 0, &bytes);
  CHECK(token != NULL);
  message all = {0};
  add_bytes(&all, 1, token, bytes);
  r = call(queue, table, SCAN_ALL, &all);
  CHECK_EQ(r.code, 0);
  CHECK(find_bytes(r.payload, r.bytes, 1, 3, &bytes) != NULL);
  CHECK(find_bytes(r.payload, r.bytes, 1, 4, &bytes) == NULL);

  message deleted = {0};
  add_bytes(&deleted, 1, "k1", 2);
  add_bytes(&deleted, 1, "k2", 2);
  CHECK_EQ(call(queue, table, DELETE_MANY, &deleted).code, 0);
  CHECK_EQ(get(queue, table, "k1").flags, SLIPWAY_ABSENT);
  CHECK_EQ(get(queue, table, "k3").flags, 0);

  message value = {0};
  add_bytes(&value, 1, "batched", 7);
  message write = {0};
  add_bytes(&write, 1, "others", 6);
  add_bytes(&write, 2, "b", 1);
  add_message(&write, 3, &value);
  message batch = {0};
  add_message(&batch, 1, &write);
  CHECK_EQ(call(queue, 0, BATCH, &batch).code, 0);
  r = get(queue, table_of(client, "others"), "b");
  CHECK_EQ(r.bytes, 7);
  close_all(client, queue);
}

static void should_tell_what_was_measured_if_asked_to(void) {
  open_memory();
  const message nothing = {0};
  CHECK_EQ(call(queue, 0, METRICS, &nothing).code, SLIPWAY_ARGUMENT);
  close_all(client, queue);
  client = open_client("memory", "metrics", "true", NULL);
  queue = open_queue(client, 16, 128, mode);
  result r = call(queue, 0, METRICS, &nothing);
  CHECK_EQ(r.code, 0);
  CHECK_HAS(r.payload, "\njvm_memory_used_bytes{");
  close_all(client, queue);
}

static void should_answer_an_error_to_what_is_wrong(void) {
  open_memory();
  CHECK_EQ(get(queue, 0, "k").code, SLIPWAY_ARGUMENT);
  CHECK_EQ(get(queue, UINT32_MAX, "k").code, SLIPWAY_ARGUMENT);
  CHECK_EQ(perform(queue, on_key(9, "k")).code, SLIPWAY_ARGUMENT);
  CHECK_EQ(perform(queue, on_key(UINT16_MAX, "k")).code, SLIPWAY_ARGUMENT);
  CHECK_EQ(get(queue, table, "").code, SLIPWAY_KEY_SIZE);
  slipway_request request = on_key(SLIPWAY_GET, "k");
  request.timeout_us = 1;
  CHECK_EQ(perform(queue, request).code, SLIPWAY_DEADLINE_RANGE);
  request.timeout_us = UINT64_MAX;
  CHECK_EQ(perform(queue, request).code, SLIPWAY_DEADLINE_RANGE);
  request.timeout_us = 1000000;
  CHECK_EQ(perform(queue, request).code, 0);
  request = (slipway_request){.op = SLIPWAY_CALL, .table = table, .payload = "\xff\xff", .payload_bytes = 2};
  CHECK_EQ(perform(queue, request).code, SLIPWAY_ARGUMENT);
  request.payload_bytes = 0;
  CHECK_EQ(perform(queue, request).code, SLIPWAY_ARGUMENT);
  close_all(client, queue);
}

static void should_refuse_sizes_that_cannot_be(void) {
  open_memory();
  slipway_request request = on_key(SLIPWAY_PUT, "k");
  request.key = NULL;
  CHECK_EQ(slipway_submit(queue, &request, 1), -SLIPWAY_ARGUMENT);
  request = on_key(SLIPWAY_PUT, "k");
  request.payload_bytes = 1;
  CHECK_EQ(slipway_submit(queue, &request, 1), -SLIPWAY_ARGUMENT);
  request.payload = "v";
  request.payload_bytes = INT32_MAX;
  CHECK_EQ(slipway_submit(queue, &request, 1), -SLIPWAY_ARGUMENT);
  request.payload_bytes = UINT32_MAX;
  request.key_bytes = UINT32_MAX;
  CHECK_EQ(slipway_submit(queue, &request, 1), -SLIPWAY_ARGUMENT);
  CHECK_EQ(slipway_submit(queue, NULL, 1), -SLIPWAY_ARGUMENT);
  CHECK_EQ(slipway_submit(queue, NULL, 0), 0);
  close_all(client, queue);
}

static void should_number_tables_the_same_and_refuse_bad_names(void) {
  open_memory();
  slipway_error error;
  CHECK_EQ(table_of(client, "things"), table);
  CHECK(table_of(client, "more") != table);
  CHECK_EQ(slipway_table(client, "No Such Name", &error), -SLIPWAY_TABLE_NAME);
  CHECK_EQ(error.code, SLIPWAY_TABLE_NAME);
  CHECK_EQ(slipway_table(client, "\xf0\x9f\x9a\xa2", &error), -SLIPWAY_TABLE_NAME);
  CHECK_HAS(error.message, "\xf0\x9f\x9a\xa2");
  CHECK_EQ(slipway_table(client, "\xff\xfe", &error), -SLIPWAY_ARGUMENT);
  CHECK_EQ(slipway_table(client, NULL, &error), -SLIPWAY_ARGUMENT);
  CHECK_EQ(slipway_table(client, "things", &error), table);
  CHECK_EQ(error.code, 0);
  close_all(client, queue);
}

static void should_echo_keys(const char *thread) {
  client = open_client("echo", "echo.thread", thread, NULL);
  queue = open_queue(client, 8, 256, mode);
  table = table_of(client, "t");
  for (int i = 0; i < 1000; i++) {
    char key[16];
    int bytes = snprintf(key, sizeof key, "key-%d", i);
    result r = get(queue, table, key);
    CHECK_EQ(r.code, 0);
    CHECK_EQ(r.bytes, bytes);
    CHECK_EQ(memcmp(r.payload, key, (size_t)bytes), 0);
  }
  CHECK_EQ(put(queue, table, "k", "v").bytes, 0);
  close_all(client, queue);
}

static void should_echo_keys_inline(void) { should_echo_keys("inline"); }
static void should_echo_keys_from_a_loop(void) { should_echo_keys("loop"); }

int main(void) {
  open_runtime();
  for (mode = SLIPWAY_SUBMIT_ENTER; mode <= SLIPWAY_SUBMIT_WAKE; mode++) {
    RUN(should_answer_what_was_put);
    RUN(should_tell_an_empty_value_from_an_absent_one);
    RUN(should_expire_a_value);
    RUN(should_get_many_by_their_index);
    RUN(should_answer_every_call_of_the_envelope);
    RUN(should_tell_what_was_measured_if_asked_to);
    RUN(should_answer_an_error_to_what_is_wrong);
    RUN(should_refuse_sizes_that_cannot_be);
    RUN(should_number_tables_the_same_and_refuse_bad_names);
    RUN(should_echo_keys_inline);
    RUN(should_echo_keys_from_a_loop);
  }
  return 0;
}
