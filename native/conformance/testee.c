/* The testee of C: runs programs through slipway.h, as schemas/conformance/README.md says. */
#include <slipway.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

enum { WORDS_MAX = 4096, SETTINGS_MAX = 64 };

static const char *const category_names[] = {"", "USER", "CONFLICT", "UNAVAILABLE", "OVERLOADED", "UNKNOWN_OUTCOME", "INTERNAL"};

/* ---- A step's words ------------------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *plain[WORDS_MAX];
  size_t plain_count;
  const char *ttl, *at, *timeout, *prefix, *from, *to, *limit, *pages, *token, *splits;
} words;

static const char **named(words *w, const char *word, size_t size) {
  struct {
    const char *name;
    const char **place;
  } names[] = {{"ttl", &w->ttl},     {"at", &w->at},       {"timeout", &w->timeout}, {"prefix", &w->prefix}, {"from", &w->from},
               {"to", &w->to},       {"limit", &w->limit}, {"pages", &w->pages},     {"token", &w->token},   {"splits", &w->splits}};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (strlen(names[i].name) == size && memcmp(names[i].name, word, size) == 0) {
      return names[i].place;
    }
  }
  return NULL;
}

/* Cuts `line` into words. */
static void split(words *w, char *line) {
  memset(w, 0, sizeof *w);
  for (char *word = strtok(line, " "); word != NULL; word = strtok(NULL, " ")) {
    char *equals = strchr(word, '=');
    const char **place = equals == NULL ? NULL : named(w, word, (size_t)(equals - word));
    if (place != NULL) {
      *place = equals + 1;
    } else if (w->plain_count < WORDS_MAX) {
      w->plain[w->plain_count++] = word;
    } else {
      die("a step has more than %d words", WORDS_MAX);
    }
  }
}

static const char *plain(const words *w, size_t index) {
  if (index >= w->plain_count) {
    die("a step lacks its word %zu", index);
  }
  return w->plain[index];
}

/* ---- Requests ------------------------------------------------------------------------------------------------------------------- */

typedef struct {
  slipway_client client;
  slipway_queue queue;
} store;

typedef struct {
  int32_t code;
  uint32_t flags;
  bytes payload;
} answer;

/* Submits a request and waits for its completion. */
static answer perform(const store *s, slipway_request request) {
  answer a = {0};
  slipway_completion completion;
  int32_t answered = slipway_submit(s->queue, &request, 1);
  if (answered == 1) {
    answered = slipway_poll(s->queue, &completion, 1, -1);
  }
  if (answered < 0) {
    a.code = -answered;
    return a;
  }
  a.code = completion.code;
  a.flags = completion.flags;
  bytes_add(&a.payload, completion.payload, completion.payload_bytes);
  slipway_consume(s->queue, 1);
  return a;
}

static answer perform_on_table(const store *s, const words *w, slipway_request request) {
  int32_t table = slipway_table(s->client, plain(w, 1), NULL);
  if (table < 0) {
    return (answer){.code = -table};
  }
  request.table = (uint32_t)table;
  request.timeout_us = w->timeout == NULL ? 0 : strtoull(w->timeout, NULL, 10);
  return perform(s, request);
}

static answer perform_on_key(const store *s, const words *w, slipway_request request) {
  bytes key = bytes_parse(plain(w, 2));
  request.key = key.data;
  request.key_bytes = (uint32_t)key.size;
  answer a = perform_on_table(s, w, request);
  bytes_free(&key);
  return a;
}

/* Performs a slipway.v1.Request whose call is `part`, and frees that. */
static answer perform_call(const store *s, const words *w, int field, bytes part) {
  bytes message = {0};
  wire_message(&message, field, part);
  slipway_request request = {.op = SLIPWAY_CALL, .payload = message.data, .payload_bytes = (uint32_t)message.size};
  answer a = w == NULL ? perform(s, request) : perform_on_table(s, w, request);
  bytes_free(&message);
  return a;
}

/* ---- Answers -------------------------------------------------------------------------------------------------------------------- */

static bool print_error(int32_t code) {
  if (code != 0) {
    slipway_error_traits traits = slipway_error_describe(code);
    printf(
        "error %d %s %s retryable=%d maybe_applied=%d",
        code,
        traits.name,
        category_names[traits.category],
        traits.retryable,
        traits.maybe_applied);
  }
  return code != 0;
}

/* Prints what the answer to a write is, and frees it. */
static void print_done(answer a) {
  if (!print_error(a.code)) {
    printf("ok");
  }
  bytes_free(&a.payload);
}

static void get(const store *s, const words *w) {
  answer a = perform_on_key(s, w, (slipway_request){.op = SLIPWAY_GET});
  if (print_error(a.code)) {
  } else if (a.flags & SLIPWAY_ABSENT) {
    printf("absent");
  } else {
    printf("value ");
    bytes_print(stdout, a.payload.data, a.payload.size);
  }
  bytes_free(&a.payload);
}

static void exists(const store *s, const words *w) {
  answer a = perform_on_key(s, w, (slipway_request){.op = SLIPWAY_EXISTS});
  if (!print_error(a.code)) {
    printf(a.flags & SLIPWAY_ABSENT ? "absent" : "present");
  }
  bytes_free(&a.payload);
}

static void put(const store *s, const words *w) {
  bytes value = bytes_parse(plain(w, 3));
  slipway_request request = {.op = SLIPWAY_PUT, .payload = value.data, .payload_bytes = (uint32_t)value.size};
  if (w->at != NULL) {
    request.flags = SLIPWAY_EXPIRES_AT;
    request.arg = strtoll(w->at, NULL, 10);
  } else if (w->ttl != NULL) {
    request.arg = strtoll(w->ttl, NULL, 10);
  }
  print_done(perform_on_key(s, w, request));
  bytes_free(&value);
}

static void get_many(const store *s, const words *w) {
  bytes keys = {0};
  for (size_t i = 2; i < w->plain_count; i++) {
    bytes key = bytes_parse(w->plain[i]);
    bytes_add_u32(&keys, (uint32_t)key.size);
    bytes_add(&keys, key.data, key.size);
    bytes_free(&key);
  }
  answer a = perform_on_table(
      s, w, (slipway_request){.op = SLIPWAY_GET_MANY, .payload = keys.data, .payload_bytes = (uint32_t)keys.size});
  if (!print_error(a.code)) {
    printf("values");
    for (size_t at = 0; at < a.payload.size;) {
      uint32_t numbers[2];
      memcpy(numbers, a.payload.data + at, sizeof numbers);
      printf(" %u=", numbers[0]);
      bytes_print(stdout, a.payload.data + at + sizeof numbers, numbers[1]);
      at += sizeof numbers + numbers[1];
    }
  }
  bytes_free(&a.payload);
  bytes_free(&keys);
}

/* ---- Calls ---------------------------------------------------------------------------------------------------------------------- */

static void add_expiry(bytes *message, int field, const char *ttl, const char *at) {
  bytes expiry = {0};
  if (at != NULL) {
    wire_number(&expiry, 2, strtoll(at, NULL, 10));
  } else if (ttl != NULL) {
    wire_number(&expiry, 1, strtoll(ttl, NULL, 10));
  }
  if (expiry.size > 0) {
    wire_message(message, field, expiry);
  }
}

/* Adds what `word` means as a field. */
static void add_parsed(bytes *message, int field, const char *word) {
  wire_message(message, field, bytes_parse(word));
}

static void put_many(const store *s, const words *w) {
  bytes call = {0};
  for (size_t i = 2; i < w->plain_count; i++) {
    char *word = strdup(w->plain[i]);
    char *equals = strchr(word, '=');
    if (equals == NULL) {
      die("no entry: %s", word);
    }
    *equals = '\0';
    bytes entry = {0};
    add_parsed(&entry, 1, word);
    add_parsed(&entry, 2, equals + 1);
    wire_message(&call, 1, entry);
    free(word);
  }
  add_expiry(&call, 2, w->ttl, w->at);
  print_done(perform_call(s, w, 1, call));
}

static void delete_many(const store *s, const words *w) {
  bytes call = {0};
  for (size_t i = 2; i < w->plain_count; i++) {
    add_parsed(&call, 1, w->plain[i]);
  }
  print_done(perform_call(s, w, 2, call));
}

typedef void (*on_entry)(void *context, wire key, wire value);

/* Hands out the entries of a ScanResponse, and says where the next page begins. False if this was the last. */
static bool read_page(const bytes *payload, on_entry handle, void *context, bytes *next) {
  wire response = {payload->data, payload->data + payload->size};
  wire page;
  wire part;
  int field;
  bool more = false;
  if (!wire_next(&response, &field, &page)) {
    die("a response is empty");
  }
  while (wire_next(&page, &field, &part)) {
    if (field == 2) {
      more = true;
      bytes_free(next);
      bytes_add(next, part.at, (size_t)(part.end - part.at));
      continue;
    }
    wire key = {0};
    wire value = {0};
    wire member;
    while (wire_next(&part, &field, &member)) {
      *(field == 1 ? &key : &value) = member;
    }
    handle(context, key, value);
  }
  return more;
}

static void print_entry(void *context, wire key, wire value) {
  FILE *line = context;
  fputc(' ', line);
  bytes_print(line, key.at, (size_t)(key.end - key.at));
  fputc('=', line);
  bytes_print(line, value.at, (size_t)(value.end - value.at));
}

static bytes scan_call(const words *w, const bytes *token) {
  bytes call = {0};
  if (w->prefix != NULL) {
    add_parsed(&call, 1, w->prefix);
  } else {
    bytes between = {0};
    add_parsed(&between, 1, w->from);
    if (w->to != NULL) {
      add_parsed(&between, 2, w->to);
    }
    wire_message(&call, 2, between);
  }
  wire_number(&call, 3, strtoll(w->limit, NULL, 10));
  wire_bytes(&call, 4, token->data, token->size);
  return call;
}

static void scan(const store *s, const words *w) {
  bytes token = w->token == NULL ? (bytes){0} : bytes_parse(w->token);
  char *text = NULL;
  size_t size = 0;
  FILE *line = open_memstream(&text, &size);
  int32_t code = 0;
  bool more = true;
  for (long left = strtol(w->pages, NULL, 10); left > 0 && more && code == 0; left--) {
    answer a = perform_call(s, w, 3, scan_call(w, &token));
    code = a.code;
    more = code == 0 && read_page(&a.payload, print_entry, line, &token);
    bytes_free(&a.payload);
  }
  fclose(line);
  if (!print_error(code)) {
    printf("entries%s %s", text, more ? "more" : "end");
  }
  free(text);
  bytes_free(&token);
}

/* ---- Whole tables --------------------------------------------------------------------------------------------------------------- */

typedef struct {
  bytes key;
  bytes value;
} entry;

typedef struct {
  entry *entries;
  size_t count;
} entries;

static void add_entry(void *context, wire key, wire value) {
  entries *all = context;
  all->entries = realloc(all->entries, (all->count + 1) * sizeof *all->entries);
  if (all->entries == NULL) {
    die("memory is short");
  }
  entry *added = &all->entries[all->count++];
  *added = (entry){0};
  bytes_add(&added->key, key.at, (size_t)(key.end - key.at));
  bytes_add(&added->value, value.at, (size_t)(value.end - value.at));
}

static int by_key(const void *left, const void *right) {
  const bytes *a = &((const entry *)left)->key;
  const bytes *b = &((const entry *)right)->key;
  int order = memcmp(a->data, b->data, a->size < b->size ? a->size : b->size);
  return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

static uint32_t digest_sized(uint32_t digest, const bytes *b) {
  bytes size = {0};
  bytes_add_u32(&size, (uint32_t)b->size);
  digest = digest_add(digest_add(digest, size.data, size.size), b->data, b->size);
  bytes_free(&size);
  return digest;
}

static void print_table(entries *all) {
  size_t distinct = 0;
  uint32_t digest = digest_start();
  if (all->count > 0) {
    qsort(all->entries, all->count, sizeof *all->entries, by_key);
  }
  for (size_t i = 0; i < all->count; i++) {
    if (i == 0 || by_key(&all->entries[i - 1], &all->entries[i]) != 0) {
      distinct++;
      digest = digest_sized(digest_sized(digest, &all->entries[i].key), &all->entries[i].value);
    }
  }
  printf("table %zu %08x", distinct, digest);
}

static int32_t read_from(const store *s, const words *w, bytes token, entries *all) {
  int32_t code = 0;
  bool more = true;
  while (more && code == 0) {
    bytes call = {0};
    wire_bytes(&call, 1, token.data, token.size);
    wire_number(&call, 2, strtoll(w->limit, NULL, 10));
    answer a = perform_call(s, w, 4, call);
    code = a.code;
    more = code == 0 && read_page(&a.payload, add_entry, all, &token);
    bytes_free(&a.payload);
  }
  bytes_free(&token);
  return code;
}

static int32_t read_splits(const store *s, const words *w, entries *all) {
  bytes call = {0};
  wire_number(&call, 1, strtoll(w->splits, NULL, 10));
  answer a = perform_call(s, w, 5, call);
  int32_t code = a.code;
  wire response = {a.payload.data, a.payload.data + a.payload.size};
  wire tokens;
  wire token;
  int field;
  if (code == 0 && wire_next(&response, &field, &tokens)) {
    while (code == 0 && wire_next(&tokens, &field, &token)) {
      bytes start = {0};
      bytes_add(&start, token.at, (size_t)(token.end - token.at));
      code = read_from(s, w, start, all);
    }
  }
  bytes_free(&a.payload);
  return code;
}

static void scan_all(const store *s, const words *w) {
  entries all = {0};
  int32_t code = w->splits == NULL ? read_from(s, w, (bytes){0}, &all) : read_splits(s, w, &all);
  if (!print_error(code)) {
    print_table(&all);
  }
  for (size_t i = 0; i < all.count; i++) {
    bytes_free(&all.entries[i].key);
    bytes_free(&all.entries[i].value);
  }
  free(all.entries);
}

/* ---- Batches -------------------------------------------------------------------------------------------------------------------- */

/* The next part of a batch's write, which ends at a colon, but for the one inside r1000:61. */
static char *next_part(char **rest) {
  char *part = *rest;
  if (part == NULL) {
    return NULL;
  }
  char *colon = strchr(part, ':');
  if (colon != NULL && part[0] == 'r' && strspn(part + 1, "0123456789") == (size_t)(colon - part - 1)) {
    colon = strchr(colon + 1, ':');
  }
  *rest = colon == NULL ? NULL : colon + 1;
  if (colon != NULL) {
    *colon = '\0';
  }
  return part;
}

static void batch(const store *s, const words *w) {
  bytes call = {0};
  for (size_t i = 1; i < w->plain_count; i++) {
    char *word = strdup(w->plain[i]);
    char *rest = word;
    bool is_put = strcmp(next_part(&rest), "put") == 0;
    bytes write = {0};
    const char *table = next_part(&rest);
    wire_bytes(&write, 1, table, strlen(table));
    add_parsed(&write, 2, next_part(&rest));
    bytes what = {0};
    if (is_put) {
      add_parsed(&what, 1, next_part(&rest));
      add_expiry(&what, 2, next_part(&rest), NULL);
    }
    wire_message(&write, is_put ? 3 : 4, what);
    wire_message(&call, 1, write);
    free(word);
  }
  print_done(perform_call(s, NULL, 6, call));
}

/* ---- Programs ------------------------------------------------------------------------------------------------------------------- */

static void close_store(store *s) {
  slipway_client_close(s->client, -1, NULL);
  slipway_queue_close(s->queue, -1);
}

static void run_step(store *s, char *line) {
  static words w;
  split(&w, line);
  const char *verb = plain(&w, 0);
  if (strcmp(verb, "get") == 0) {
    get(s, &w);
  } else if (strcmp(verb, "exists") == 0) {
    exists(s, &w);
  } else if (strcmp(verb, "put") == 0) {
    put(s, &w);
  } else if (strcmp(verb, "delete") == 0) {
    print_done(perform_on_key(s, &w, (slipway_request){.op = SLIPWAY_DELETE}));
  } else if (strcmp(verb, "getmany") == 0) {
    get_many(s, &w);
  } else if (strcmp(verb, "putmany") == 0) {
    put_many(s, &w);
  } else if (strcmp(verb, "deletemany") == 0) {
    delete_many(s, &w);
  } else if (strcmp(verb, "scan") == 0) {
    scan(s, &w);
  } else if (strcmp(verb, "scanall") == 0) {
    scan_all(s, &w);
  } else if (strcmp(verb, "batch") == 0) {
    batch(s, &w);
  } else if (strcmp(verb, "close") == 0) {
    close_store(s);
    printf("ok");
  } else {
    die("no step: %s", verb);
  }
}

static void run_program(const char *path, const slipway_client_options *options) {
  FILE *program = fopen(path, "r");
  if (program == NULL) {
    die("cannot read %s", path);
  }
  const char *slash = strrchr(path, '/');
  printf("# %s\n", slash == NULL ? path : slash + 1);
  slipway_error error;
  store s;
  if (slipway_client_open(options, &s.client, &error) < 0 || slipway_queue_open(s.client, NULL, &s.queue, &error) < 0) {
    die("%d: %s", error.code, error.message);
  }
  char *line = NULL;
  size_t room = 0;
  int number = 0;
  ssize_t size;
  while ((size = getline(&line, &room, program)) > 0) {
    line[size - (line[size - 1] == '\n')] = '\0';
    if (line[0] != '\0' && line[0] != '#' && strncmp(line, "=>", 2) != 0) {
      printf("%d ", ++number);
      run_step(&s, line);
      putchar('\n');
    }
  }
  free(line);
  fclose(program);
  close_store(&s);
}

int main(int argc, char **argv) {
  slipway_setting settings[SETTINGS_MAX];
  slipway_client_options options = {.struct_size = sizeof options, .settings = settings};
  slipway_runtime_options runtime = {.struct_size = sizeof runtime, .abi_version = SLIPWAY_ABI_VERSION};
  slipway_error error;
  if (slipway_runtime_open(&runtime, &error) < 0) {
    die("%d: %s", error.code, error.message);
  }
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--config") == 0 && i + 1 < argc) {
      options.config_file = argv[++i];
    } else if (strcmp(argv[i], "--set") == 0 && i + 1 < argc && options.settings_count < SETTINGS_MAX) {
      settings[options.settings_count].key = strtok(argv[++i], "=");
      settings[options.settings_count++].value = strtok(NULL, "");
    } else {
      run_program(argv[i], &options);
    }
  }
  return EXIT_SUCCESS;
}
