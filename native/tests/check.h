/* Assertions of the tests: a failed one says where and what, and ends the process, because a JVM cannot be had twice. */
#ifndef SLIPWAY_TESTS_CHECK_H
#define SLIPWAY_TESTS_CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                            \
  do {                                                                              \
    if (!(condition)) {                                                             \
      fprintf(stderr, "%s:%d: %s: not so: %s\n", __FILE__, __LINE__, __func__, #condition); \
      exit(1);                                                                      \
    }                                                                               \
  } while (0)

#define CHECK_EQ(actual, expected)                                                                      \
  do {                                                                                                  \
    int64_t actual_ = (int64_t)(actual);                                                                \
    int64_t expected_ = (int64_t)(expected);                                                            \
    if (actual_ != expected_) {                                                                         \
      fprintf(                                                                                          \
          stderr, "%s:%d: %s: %s is %" PRId64 ", not %s (%" PRId64 ")\n", __FILE__, __LINE__, __func__, \
          #actual, actual_, #expected, expected_);                                                      \
      exit(1);                                                                                          \
    }                                                                                                   \
  } while (0)

#define CHECK_HAS(text, part)                                                                                      \
  do {                                                                                                             \
    const char *text_ = (text);                                                                                    \
    if (strstr(text_, (part)) == NULL) {                                                                           \
      fprintf(stderr, "%s:%d: %s: \"%s\" does not have \"%s\"\n", __FILE__, __LINE__, __func__, text_, (part));    \
      exit(1);                                                                                                     \
    }                                                                                                              \
  } while (0)

/* Runs a test and says so: a crash is then attributed. */
#define RUN(test)              \
  do {                         \
    printf("%s\n", #test);     \
    fflush(stdout);            \
    test();                    \
  } while (0)

#endif
