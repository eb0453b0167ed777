/*
 * What happens when the runtime or a store cannot be opened. A process can have one JVM, once, so each test is a process: its name is
 * the argument. Some are told by their environment (CMakeLists.txt) what is missing.
 */
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
  CHECK_HAS(error.message, "2.3");
  CHECK_HAS(error.message, "1.0");
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

static void should_run_without_a_java_on_the_machine(void) {
  open_runtime();
  slipway_client client = open_client("memory", NULL);
  slipway_queue queue = open_queue(client, 8, 128, SLIPWAY_SUBMIT_ENTER);
  uint32_t table = table_of(client, "t");
  CHECK_EQ(put(queue, table, "k", "v").code, 0);
  CHECK_EQ(get(queue, table, "k").bytes, 1);
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
      TEST(should_name_both_versions_if_they_differ),
      TEST(should_survive_options_that_the_jvm_refuses),
      TEST(should_refuse_a_configuration_that_cannot_be),
      TEST(should_leave_the_program_as_it_was),
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
