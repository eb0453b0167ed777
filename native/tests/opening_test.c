/*
 * What happens when the runtime or a store cannot be opened. A process can have one JVM, once, so each test is a process: its name is
 * the argument. Some are told by their environment (CMakeLists.txt) what is missing.
 */
#include <dirent.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "harness.h"

static slipway_error error;

static slipway_runtime_options defaults(void) {
  return (slipway_runtime_options){
      .struct_size = sizeof(slipway_runtime_options), .abi_version = SLIPWAY_ABI_VERSION, .log_level = SLIPWAY_LOG_ERROR};
}

static void should_refuse_another_abi_version(void) {
  slipway_runtime_options options = defaults();
  options.abi_version = SLIPWAY_ABI_VERSION + (1u << 16) + 3;
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_ABI_MISMATCH);
  CHECK_EQ(error.code, SLIPWAY_ABI_MISMATCH);
  CHECK_HAS(error.message, "2.4");
  CHECK_HAS(error.message, "1.1");
  options.abi_version = 0;
  CHECK_EQ(slipway_runtime_open(&options, NULL), -SLIPWAY_ABI_MISMATCH);
}

static void should_refuse_options_that_cannot_be(void) {
  CHECK_EQ(slipway_runtime_open(NULL, &error), -SLIPWAY_ARGUMENT);
  slipway_runtime_options options = defaults();
  options.struct_size = 0;
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_ARGUMENT);
  options.struct_size = SIZE_MAX;
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_ARGUMENT);
  options = defaults();
  options.log_level = 99;
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_ARGUMENT);
  options = defaults();
  options.log_fd = 987;
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_ARGUMENT);
  CHECK_HAS(error.message, "987");
  options = defaults();
  options.jvm_options_count = 1;
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_ARGUMENT);
  const char *none = NULL;
  options.jvm_options = &none;
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_ARGUMENT);
}

/* A caller that was compiled with a later minor version of the header: fine, as long as it asks for nothing that this library lacks. */
static void should_take_options_of_other_versions(void) {
  struct {
    slipway_runtime_options known;
    uint64_t later;
  } options = {.known = defaults(), .later = 7};
  options.known.struct_size = sizeof options;
  options.known.abi_version = SLIPWAY_ABI_VERSION + 1;
  CHECK_EQ(slipway_runtime_open(&options.known, &error), -SLIPWAY_ARGUMENT);
  options.later = 0;
  CHECK_EQ(slipway_runtime_open(&options.known, &error), 0);
  CHECK_EQ(error.code, 0);
  slipway_runtime_options earlier = defaults();
  earlier.struct_size = offsetof(slipway_runtime_options, java_home);
  CHECK_EQ(slipway_runtime_open(&earlier, &error), 0);
  slipway_counts counts;
  memset(&counts, 0xff, sizeof counts);
  counts.struct_size = offsetof(slipway_counts, blocks);
  CHECK_EQ(slipway_live(&counts), 0);
  CHECK_EQ(counts.queues, 0);
  CHECK(counts.blocks == UINT64_MAX);
  CHECK_EQ(slipway_live(NULL), -SLIPWAY_ARGUMENT);
}

static void should_answer_before_the_runtime_is_open(void) {
  slipway_client client = 7;
  slipway_client_options options = {.struct_size = sizeof options};
  CHECK_EQ(slipway_abi_version(), SLIPWAY_ABI_VERSION);
  CHECK_HAS(slipway_version(), ".");
  CHECK_HAS(slipway_error_describe(SLIPWAY_CLOSED).name, "CLOSED");
  CHECK_EQ(slipway_error_describe(123456).category, SLIPWAY_CATEGORY_INTERNAL);
  CHECK_EQ(slipway_client_open(&options, &client, &error), -SLIPWAY_CLOSED);
  CHECK_HAS(error.message, "slipway_runtime_open");
  CHECK_EQ(client, 0);
  CHECK_EQ(slipway_client_close(1, 0, &error), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_queue_close(1, 0), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_submit(1, NULL, 0), -SLIPWAY_CLOSED);
  CHECK_EQ(slipway_table(1, "t", &error), -SLIPWAY_CLOSED);
  CHECK_EQ(live().threads, 0);
  void *block = slipway_block_allocate(0);
  CHECK(block != NULL);
  slipway_block_free(block);
  slipway_block_free(NULL);
}

/* SLIPWAY_JAVA_HOME is an empty folder; JAVA_HOME and PATH lead nowhere. */
static void should_list_where_it_looked_if_java_is_missing(void) {
  slipway_runtime_options options = defaults();
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_RUNTIME_MISSING);
  CHECK_HAS(error.message, getenv("SLIPWAY_JAVA_HOME"));
  CHECK_HAS(error.message, "JAVA_HOME (is not set)");
  CHECK_HAS(error.message, "PATH");
  CHECK_HAS(error.message, "slipway/runtime");
  options.java_home = "/no/such/folder";
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_RUNTIME_MISSING);
  CHECK_HAS(error.message, "/no/such/folder (has no lib/server/libjvm.so)");
  /* Once it is there, the call may be repeated. */
  options.java_home = getenv("SLIPWAY_TEST_JAVA_HOME");
  CHECK_EQ(slipway_runtime_open(&options, &error), 0);
}

/* SLIPWAY_JAVA_HOME is a folder whose `release` says Java 11, and with a file for a JVM that is none. */
static void should_refuse_a_java_that_is_too_old(void) {
  slipway_runtime_options options = defaults();
  options.java_home = getenv("SLIPWAY_TEST_OLD_JAVA");
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_RUNTIME_MISSING);
  CHECK_HAS(error.message, "is Java 11, which is too old");
  options.java_home = getenv("SLIPWAY_TEST_BROKEN_JAVA");
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_RUNTIME_MISSING);
  CHECK_HAS(error.message, "cannot be loaded");
}

static void should_name_the_library_if_the_class_path_is_broken(void) {
  slipway_runtime_options options = defaults();
  options.class_path = "/no/such.jar";
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_RUNTIME_MISSING);
  CHECK_HAS(error.message, slipway_version());
  CHECK_HAS(error.message, "bridge");
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_RUNTIME_MISSING);
  slipway_client_options client_options = {.struct_size = sizeof client_options};
  slipway_client client;
  CHECK_EQ(slipway_client_open(&client_options, &client, &error), -SLIPWAY_CLOSED);
}

/* SLIPWAY_CLASS_PATH is the bridge's jar alone. */
static void should_name_what_the_class_path_lacks(void) {
  slipway_runtime_options options = defaults();
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_RUNTIME_MISSING);
  CHECK_HAS(error.message, "NoClassDefFoundError");
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_RUNTIME_MISSING);
}

/* The class path begins with a folder whose slipway-bridge.properties says 9.9.9. */
static void should_name_both_versions_if_they_differ(void) {
  slipway_runtime_options options = defaults();
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_LIBRARY_MISMATCH);
  CHECK_HAS(error.message, "9.9.9");
  CHECK_HAS(error.message, slipway_version());
}

static void should_survive_options_that_the_jvm_refuses(void) {
  slipway_runtime_options options = defaults();
  const char *wrong = "-XX:+NoSuchOptionOfAJvm";
  options.jvm_options = &wrong;
  options.jvm_options_count = 1;
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_CONFIG);
  CHECK_HAS(error.message, "JVM option");
  options.jvm_options_count = 0;
  CHECK_EQ(slipway_runtime_open(&options, &error), -SLIPWAY_CONFIG);
  CHECK_HAS(error.message, "start it again");
}

/* Returns the code. */
static int32_t open_with(const char *file, const char *key, const char *value) {
  slipway_setting setting = {key, value};
  slipway_client_options options = {
      .struct_size = sizeof options, .config_file = file, .settings = &setting, .settings_count = key == NULL ? 0 : 1};
  slipway_client client;
  int32_t answer = slipway_client_open(&options, &client, &error);
  CHECK(answer < 0);
  CHECK_EQ(error.code, -answer);
  CHECK_EQ(client, 0);
  return -answer;
}

static void should_refuse_a_configuration_that_cannot_be(void) {
  open_runtime();
  CHECK_EQ(open_with("/no/such/slipway.yaml", NULL, NULL), SLIPWAY_CONFIG);
  CHECK_HAS(error.message, "/no/such/slipway.yaml");
  CHECK_EQ(open_with("/no/such/\xf0\x9f\x9a\xa2.yaml", NULL, NULL), SLIPWAY_CONFIG);
  CHECK_EQ(open_with("/no/such/\xff.yaml", NULL, NULL), SLIPWAY_ARGUMENT);
  CHECK_EQ(open_with(NULL, "sorce.redis.address", "secret-value"), SLIPWAY_CONFIG);
  CHECK_HAS(error.message, "sorce.redis.address");
  CHECK(strstr(error.message, "secret-value") == NULL);
  CHECK_EQ(open_with(NULL, "backend", "no-such-backend"), SLIPWAY_PROVIDER_MISSING);
  CHECK_HAS(error.message, "no-such-backend");
  CHECK_EQ(open_with(NULL, "metrics", "yes"), SLIPWAY_CONFIG);
  CHECK_EQ(open_with(NULL, "key", "\xc3\x28"), SLIPWAY_ARGUMENT);
  CHECK_HAS(error.message, "UTF-8");
  CHECK_EQ(open_with(NULL, "\xed\xa0\x80", "v"), SLIPWAY_ARGUMENT);
  CHECK_EQ(open_with(NULL, "\xf0\x9f\x9a\xa2", "v"), SLIPWAY_CONFIG);
  CHECK_HAS(error.message, "\xf0\x9f\x9a\xa2");
  slipway_client client;
  slipway_setting lacks = {"key", NULL};
  slipway_client_options options = {.struct_size = sizeof options, .settings = &lacks, .settings_count = 1};
  CHECK_EQ(slipway_client_open(&options, &client, &error), -SLIPWAY_ARGUMENT);
  options.settings = NULL;
  CHECK_EQ(slipway_client_open(&options, &client, &error), -SLIPWAY_ARGUMENT);
  CHECK_EQ(live().clients, 0);
}

static void nothing(int number) { (void)number; }

/* The JVM changes neither locale, limits nor termination signals; and its own handlers run on alternate stacks, as Go needs. */
static void should_leave_the_program_as_it_was(void) {
  setlocale(LC_ALL, "C");
  struct rlimit descriptors = {0};
  CHECK_EQ(getrlimit(RLIMIT_NOFILE, &descriptors), 0);
  descriptors.rlim_cur = 200;
  CHECK_EQ(setrlimit(RLIMIT_NOFILE, &descriptors), 0);
  struct sigaction mine = {.sa_handler = nothing};
  CHECK_EQ(sigaction(SIGTERM, &mine, NULL), 0);
  struct sigaction before[32];
  for (int number = 1; number < 32; number++) {
    CHECK_EQ(sigaction(number, NULL, &before[number]), 0);
  }
  open_runtime();
  CHECK_EQ(slipway_client_close(open_client("memory", NULL), -1, NULL), 0);
  CHECK(strcmp(setlocale(LC_ALL, NULL), "C") == 0);
  CHECK_EQ(getrlimit(RLIMIT_NOFILE, &descriptors), 0);
  CHECK_EQ(descriptors.rlim_cur, 200);
  int repaired = 0;
  for (int number = 1; number < 32; number++) {
    struct sigaction now;
    CHECK_EQ(sigaction(number, NULL, &now), 0);
    if (now.sa_handler != before[number].sa_handler) {
      CHECK((now.sa_flags & SA_ONSTACK) != 0);
      CHECK(number != SIGTERM && number != SIGINT && number != SIGHUP);
      repaired++;
    }
  }
  CHECK(repaired >= 2);
}

/* A line a message, of four columns. */
static void should_hand_messages_to_a_descriptor(void) {
  int ends[2];
  CHECK_EQ(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
  slipway_runtime_options options = defaults();
  options.log_fd = ends[1];
  CHECK_EQ(slipway_runtime_open(&options, &error), 0);
  slipway_client client = open_client("faulty", NULL);
  slipway_queue queue = open_queue(client, 8, 128, SLIPWAY_SUBMIT_ENTER);
  CHECK_EQ(get(queue, table_of(client, "t"), "throws").code, SLIPWAY_INTERNAL_ERROR);
  close_all(client, queue);
  char line[8192] = "";
  ssize_t bytes = read(ends[0], line, sizeof line - 1);
  CHECK(bytes > 0);
  CHECK(line[bytes - 1] == '\n');
  *strchr(line, '\n') = '\0';
  char *rest = line;
  const char *time = strsep(&rest, "\t");
  const char *level = strsep(&rest, "\t");
  const char *logger = strsep(&rest, "\t");
  CHECK_HAS(time, "T");
  CHECK_HAS(level, "ERROR");
  CHECK_HAS(logger, "io.slipway.");
  CHECK_HAS(rest, "thrown on purpose");
  CHECK(strchr(rest, '\t') == NULL);
  /* A program whose reader has gone goes on. */
  close(ends[0]);
  client = open_client("faulty", NULL);
  queue = open_queue(client, 8, 128, SLIPWAY_SUBMIT_ENTER);
  CHECK_EQ(get(queue, table_of(client, "t"), "throws").code, SLIPWAY_INTERNAL_ERROR);
  close_all(client, queue);
}

/* Opens the runtime with that option and returns the most bytes that its heap may have. */
static double heap_max_with(const char *option) {
  slipway_runtime_options options = defaults();
  options.jvm_options = &option;
  options.jvm_options_count = 1;
  CHECK_EQ(slipway_runtime_open(&options, &error), 0);
  slipway_client client = open_client("memory", "metrics", "true", NULL);
  slipway_queue queue = open_queue(client, 8, 128, SLIPWAY_SUBMIT_ENTER);
  const message nothing = {0};
  result metrics = call(queue, 0, METRICS, &nothing);
  CHECK_EQ(metrics.code, 0);
  double sum = 0;
  /* A line a space; -1 of those that have no bound of their own. */
  for (const char *at = metrics.payload; (at = strstr(at, "\njvm_memory_max_bytes{area=\"heap\"")) != NULL; at++) {
    double bytes = atof(strchr(at, '}') + 1);
    sum += bytes > 0 ? bytes : 0;
  }
  close_all(client, queue);
  return sum;
}

enum { MIB = 1 << 20 };

/* Of a machine, or a container, of 1 GiB. */
static void should_take_a_quarter_of_the_memory_for_the_heap(void) {
  double bytes = heap_max_with("-XX:MaxRAM=1g");
  CHECK(bytes > 200.0 * MIB);
  CHECK(bytes <= 256.0 * MIB);
}

static void should_let_the_program_set_the_heap(void) {
  double bytes = heap_max_with("-Xmx80m");
  CHECK(bytes > 60.0 * MIB);
  CHECK(bytes <= 80.0 * MIB);
}

static int count_archives(void) {
  DIR *folder = opendir(getenv("SLIPWAY_CACHE"));
  int count = 0;
  for (const struct dirent *file; folder != NULL && (file = readdir(folder)) != NULL;) {
    size_t bytes = strlen(file->d_name);
    count += strncmp(file->d_name, "classes-", 8) == 0 && strcmp(file->d_name + bytes - 4, ".jsa") == 0;
  }
  closedir(folder);
  return count;
}

/* SLIPWAY_CACHE names an empty folder, SLIPWAY_CLASS_PATH jars alone. */
static void should_make_an_archive_of_classes(void) {
  open_runtime();
  for (int i = 0; i < 3000 && count_archives() == 0; i++) {
    sleep_ms(50);
  }
  CHECK_EQ(count_archives(), 1);
}

/* In the process after that one. */
static void should_start_from_an_archive_of_classes(void) {
  char log[4096];
  snprintf(log, sizeof log, "%s/loaded.log", getenv("SLIPWAY_CACHE"));
  char log_option[5000];
  snprintf(log_option, sizeof log_option, "-Xlog:class+load:file=%s", log);
  const char *const jvm_options[] = {"-Xshare:on", log_option};
  slipway_runtime_options options = defaults();
  options.jvm_options = jvm_options;
  options.jvm_options_count = 2;
  CHECK_EQ(slipway_runtime_open(&options, &error), 0);
  CHECK_EQ(slipway_client_close(open_client("memory", NULL), -1, NULL), 0);
  FILE *lines = fopen(log, "re");
  CHECK(lines != NULL);
  char line[1024] = "";
  while (strstr(line, "io.slipway.bridge.internal.Bridge ") == NULL) {
    CHECK(fgets(line, sizeof line, lines) != NULL);
  }
  fclose(lines);
  CHECK_HAS(line, "shared objects file (top)");
  CHECK_EQ(count_archives(), 1);
}

static void should_run_without_a_java_on_the_machine(void) {
  open_runtime();
  slipway_client client = open_client("memory", "metrics", "true", NULL);
  slipway_queue queue = open_queue(client, 8, 128, SLIPWAY_SUBMIT_ENTER);
  uint32_t table = table_of(client, "t");
  CHECK_EQ(put(queue, table, "k", "v").code, 0);
  CHECK_EQ(get(queue, table, "k").bytes, 1);
  const message nothing = {0};
  CHECK_HAS(call(queue, 0, METRICS, &nothing).payload, "jvm_");
  close_all(client, queue);
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*test)(void);
  } tests[] = {
#define TEST(name) {#name, name}
      TEST(should_refuse_another_abi_version),
      TEST(should_refuse_options_that_cannot_be),
      TEST(should_take_options_of_other_versions),
      TEST(should_answer_before_the_runtime_is_open),
      TEST(should_list_where_it_looked_if_java_is_missing),
      TEST(should_refuse_a_java_that_is_too_old),
      TEST(should_name_the_library_if_the_class_path_is_broken),
      TEST(should_name_what_the_class_path_lacks),
      TEST(should_name_both_versions_if_they_differ),
      TEST(should_survive_options_that_the_jvm_refuses),
      TEST(should_refuse_a_configuration_that_cannot_be),
      TEST(should_leave_the_program_as_it_was),
      TEST(should_hand_messages_to_a_descriptor),
      TEST(should_take_a_quarter_of_the_memory_for_the_heap),
      TEST(should_let_the_program_set_the_heap),
      TEST(should_make_an_archive_of_classes),
      TEST(should_start_from_an_archive_of_classes),
      TEST(should_run_without_a_java_on_the_machine),
#undef TEST
  };
  for (size_t i = 0; argc > 1 && i < sizeof tests / sizeof tests[0]; i++) {
    if (strcmp(argv[1], tests[i].name) == 0) {
      tests[i].test();
      return 0;
    }
  }
  fprintf(stderr, "no such test\n");
  return 2;
}
