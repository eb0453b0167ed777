/*
 * Where the class-data archive of this installation is. Its name is a digest of the JVM and the jars (paths, sizes, times of change), so
 * that an archive of others is never asked for: a JVM that is given one that does not fit goes on without, and silently.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

/* FNV-1a (Fowler, Noll, Vo): names are told apart, nobody attacks them. */
static uint64_t digest(uint64_t before, const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    before = (before ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
  }
  return before;
}

static uint64_t digest_file(uint64_t before, const char *path) {
  struct stat status;
  memset(&status, 0, sizeof status);
  stat(path, &status);
  const int64_t facts[] = {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
  return digest(digest(before, path, strlen(path) + 1), facts, sizeof facts);
}

/* Whoever can write an archive can make this process run anything. */
static bool is_own(const char *path, mode_t type) {
  struct stat status;
  return stat(path, &status) == 0 && (status.st_mode & S_IFMT) == type && status.st_uid == geteuid() && (status.st_mode & 022) == 0;
}

static bool default_folder(char folder[PATH_MAX]) {
  const char *cache = getenv("XDG_CACHE_HOME");
  const char *home = getenv("HOME");
  int bytes = -1;
  if (cache != NULL && *cache == '/') {
    bytes = snprintf(folder, PATH_MAX, "%s/slipway", cache);
  } else if (home != NULL && *home == '/') {
    bytes = snprintf(folder, PATH_MAX, "%s/.cache/slipway", home);
  }
  return bytes > 0 && bytes < PATH_MAX;
}

/* Makes the folder and its parent if need be. */
static bool make_folder(const char *folder) {
  char parent[PATH_MAX];
  snprintf(parent, sizeof parent, "%s", folder);
  char *slash = strrchr(parent, '/');
  if (slash != NULL && slash != parent) {
    *slash = '\0';
    mkdir(parent, 0700);
  }
  return (mkdir(folder, 0700) == 0 || errno == EEXIST) && is_own(folder, S_IFDIR) && access(folder, W_OK) == 0;
}

bool slipway_archive_find(const char *given, const char *libjvm, const char *class_path, char path[PATH_MAX], bool *exists) {
  char folder[PATH_MAX];
  const char *variable = getenv("SLIPWAY_CACHE");
  const char *chosen = given != NULL ? given : variable;
  if (chosen != NULL && (*chosen == '\0' || strlen(chosen) >= sizeof folder)) {
    return false;
  }
  if (chosen != NULL) {
    memcpy(folder, chosen, strlen(chosen) + 1);
  } else if (!default_folder(folder)) {
    return false;
  }
  if (!make_folder(folder)) {
    return false;
  }
  uint64_t name = digest_file(UINT64_C(0xcbf29ce484222325), libjvm);
  char *jars = strdup(class_path);
  if (jars == NULL) {
    return false;
  }
  char *rest = NULL;
  for (char *jar = strtok_r(jars, ":", &rest); jar != NULL; jar = strtok_r(NULL, ":", &rest)) {
    name = digest_file(name, jar);
  }
  free(jars);
  int bytes = snprintf(path, PATH_MAX, "%s/classes-%016" PRIx64 ".jsa", folder, name);
  *exists = bytes < PATH_MAX && is_own(path, S_IFREG);
  return bytes < PATH_MAX;
}
