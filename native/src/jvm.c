/*
 * Finds the JVM of this process, or finds a Java installation and makes one.
 *
 * Measured reasons: HotSpot installs handlers without SA_ONSTACK, and a Go program then dies at its first nil dereference, so each handler
 * is installed again with that flag; a JVM made on a thread that ends while attached hangs at its destruction, so it is made on a
 * thread of its own that detaches.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

static const char CLASS_PATH[] = "-Djava.class.path=";

enum { JAVA_VERSION_MIN = 17, JAVA_VERSION_THAT_WARNS_OF_UNSAFE = 24, OPTIONS_MAX = 256, LOOKED_BYTES = 2048 };

typedef jint (*create_java_vm)(JavaVM **, void **, void *);
typedef jint (*get_created_java_vms)(JavaVM **, jsize, jsize *);

/* ---- Text that grows ------------------------------------------------------------------------------------------------------------ */

typedef struct {
  char *chars;
  size_t size;
  bool short_of_memory;
} text;

static void text_add(text *t, const char *more) {
  size_t bytes = strlen(more);
  char *grown = t->short_of_memory ? NULL : realloc(t->chars, t->size + bytes + 1);
  if (grown == NULL) {
    t->short_of_memory = true;
    return;
  }
  t->chars = grown;
  memcpy(grown + t->size, more, bytes + 1);
  t->size += bytes;
}

static void text_free(text *t) { free(t->chars); }

/* ---- Java installations --------------------------------------------------------------------------------------------------------- */

static bool is_file(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* The folder that this library lies in, without links. */
static bool own_folder(char folder[PATH_MAX]) {
  Dl_info info;
  char path[PATH_MAX];
  if (dladdr((void *)&slipway_abi_version, &info) == 0 || realpath(info.dli_fname, path) == NULL) {
    return false;
  }
  char *slash = strrchr(path, '/');
  if (slash == NULL) {
    return false;
  }
  *slash = '\0';
  memcpy(folder, path, (size_t)(slash - path) + 1);
  return true;
}

/* The major version in `home`/release; 0 if that file does not say. */
static int java_version(const char *home) {
  char path[PATH_MAX + 16];
  snprintf(path, sizeof path, "%s/release", home);
  FILE *release = fopen(path, "re");
  if (release == NULL) {
    return 0;
  }
  char line[512];
  int version = 0;
  while (version == 0 && fgets(line, sizeof line, release) != NULL) {
    if (sscanf(line, "JAVA_VERSION=\"1.%d", &version) != 1) {
      sscanf(line, "JAVA_VERSION=\"%d", &version);
    }
  }
  fclose(release);
  return version;
}

typedef struct {
  char libjvm[PATH_MAX + 32];
  int version;               /* 0 if unknown */
  char looked[LOOKED_BYTES]; /* what was tried and why it would not do */
} search;

static void search_note(search *s, const char *place, const char *why) {
  size_t used = strlen(s->looked);
  snprintf(s->looked + used, sizeof s->looked - used, "%s%s (%s)", used == 0 ? "" : ", ", place, why);
}

static bool search_home(search *s, const char *home) {
  snprintf(s->libjvm, sizeof s->libjvm, "%s/lib/server/libjvm.so", home);
  if (!is_file(s->libjvm)) {
    search_note(s, home, "has no lib/server/libjvm.so");
    return false;
  }
  s->version = java_version(home);
  if (s->version != 0 && s->version < JAVA_VERSION_MIN) {
    char why[64];
    snprintf(why, sizeof why, "is Java %d, which is too old", s->version);
    search_note(s, home, why);
    return false;
  }
  return true;
}

static bool search_variable(search *s, const char *name) {
  const char *home = getenv(name);
  if (home == NULL || *home == '\0') {
    search_note(s, name, "is not set");
    return false;
  }
  return search_home(s, home);
}

static bool search_path(search *s) {
  const char *path = getenv("PATH");
  while (path != NULL && *path != '\0') {
    size_t bytes = strcspn(path, ":");
    char java[PATH_MAX];
    char real[PATH_MAX];
    if ((size_t)snprintf(java, sizeof java, "%.*s/java", (int)bytes, path) < sizeof java && is_file(java) && realpath(java, real) != NULL) {
      char *bin = strrchr(real, '/');
      *bin = '\0';
      char *home_end = strrchr(real, '/');
      if (home_end != NULL) {
        *home_end = '\0';
        if (search_home(s, real)) {
          return true;
        }
      }
    }
    path += bytes + (path[bytes] == ':');
  }
  search_note(s, "PATH", "leads to no usable java");
  return false;
}

static bool search_bundled(search *s) {
  char folder[PATH_MAX];
  char home[PATH_MAX + 32];
  if (!own_folder(folder)) {
    return false;
  }
  snprintf(home, sizeof home, "%s/slipway/runtime", folder);
  return search_home(s, home);
}

static bool find_libjvm(search *s, const char *java_home) {
  if (java_home != NULL) {
    return search_home(s, java_home);
  }
  return search_variable(s, "SLIPWAY_JAVA_HOME") || search_bundled(s) || search_variable(s, "JAVA_HOME") || search_path(s);
}

/* ---- Class path ----------------------------------------------------------------------------------------------------------------- */

static int is_jar(const struct dirent *file) {
  size_t bytes = strlen(file->d_name);
  return bytes > 4 && strcmp(file->d_name + bytes - 4, ".jar") == 0;
}

/* Adds all jars of a folder by name, so that the order, and a class-data archive made for it, is always the same. */
static bool add_jars(text *class_path, const char *folder) {
  struct dirent **files;
  int count = scandir(folder, &files, is_jar, alphasort);
  for (int i = 0; i < count; i++) {
    text_add(class_path, class_path->size == 0 ? "" : ":");
    text_add(class_path, folder);
    text_add(class_path, "/");
    text_add(class_path, files[i]->d_name);
    free(files[i]);
  }
  if (count >= 0) {
    free(files);
  }
  return count > 0;
}

static bool find_jars(text *class_path, const char *given, slipway_error *error) {
  const char *variable = getenv("SLIPWAY_CLASS_PATH");
  if (given != NULL || (variable != NULL && *variable != '\0')) {
    text_add(class_path, given != NULL ? given : variable);
    return true;
  }
  char own[PATH_MAX];
  char beside[PATH_MAX + 32];
  char shared[PATH_MAX + 32];
  char shared_multiarch[PATH_MAX + 32];
  if (!own_folder(own)) {
    slipway_fail(error, SLIPWAY_RUNTIME_MISSING, "the library cannot tell where it lies; give the option class_path or set SLIPWAY_CLASS_PATH");
    return false;
  }
  snprintf(beside, sizeof beside, "%s/slipway/jars", own);
  snprintf(shared, sizeof shared, "%s/../share/slipway/jars", own);
  snprintf(shared_multiarch, sizeof shared_multiarch, "%s/../../share/slipway/jars", own);
  if (add_jars(class_path, beside) || add_jars(class_path, shared) || add_jars(class_path, shared_multiarch)) {
    return true;
  }
  slipway_fail(
      error,
      SLIPWAY_RUNTIME_MISSING,
      "found no jars in %s nor in %s; install them there, give the option class_path, or set SLIPWAY_CLASS_PATH",
      beside,
      shared);
  return false;
}

/* ---- Creation ------------------------------------------------------------------------------------------------------------------- */

enum { SIGNALS = 65 };

static void remember_handlers(struct sigaction handlers[SIGNALS]) {
  for (int number = 1; number < SIGNALS; number++) {
    if (sigaction(number, NULL, &handlers[number]) != 0) {
      memset(&handlers[number], 0, sizeof handlers[number]);
    }
  }
}

static void repair_handlers(const struct sigaction before[SIGNALS]) {
  for (int number = 1; number < SIGNALS; number++) {
    struct sigaction now;
    if (sigaction(number, NULL, &now) == 0 && now.sa_handler != SIG_DFL && now.sa_handler != SIG_IGN &&
        now.sa_handler != before[number].sa_handler && (now.sa_flags & SA_ONSTACK) == 0) {
      now.sa_flags |= SA_ONSTACK;
      sigaction(number, &now, NULL);
    }
  }
}

/* Whether this process has tried to make a JVM. One that was half made is found by others, but does not work. */
static bool tried;

typedef struct {
  create_java_vm create;
  JavaVMInitArgs *arguments;
  JavaVM *vm;
  jint answer;
} creation;

static void *create_on_own_thread(void *context) {
  creation *c = context;
  struct sigaction before[SIGNALS];
  remember_handlers(before);
  /* The JVM sets the program's locale from its environment. */
  char *locale = strdup(setlocale(LC_ALL, NULL));
  JNIEnv *env;
  c->answer = c->create(&c->vm, (void **)&env, c->arguments);
  if (locale != NULL) {
    setlocale(LC_ALL, locale);
    free(locale);
  }
  repair_handlers(before);
  if (c->answer == JNI_OK) {
    (*c->vm)->DetachCurrentThread(c->vm);
  }
  return NULL;
}

static bool run_creation(creation *c) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  /* The JVM's own default for the thread that makes it. */
  pthread_attr_setstacksize(&attributes, (size_t)1 << 20);
  bool started = pthread_create(&thread, &attributes, create_on_own_thread, c) == 0;
  pthread_attr_destroy(&attributes);
  return started && pthread_join(thread, NULL) == 0;
}

/* A JVM that exists is found even if this library did not load it. */
static JavaVM *find_created(void) {
  get_created_java_vms get = (get_created_java_vms)dlsym(RTLD_DEFAULT, "JNI_GetCreatedJavaVMs");
  if (get == NULL) {
    void *loaded = dlopen("libjvm.so", RTLD_NOW | RTLD_NOLOAD);
    get = loaded == NULL ? NULL : (get_created_java_vms)dlsym(loaded, "JNI_GetCreatedJavaVMs");
  }
  JavaVM *vm = NULL;
  jsize count = 0;
  return get != NULL && get(&vm, 1, &count) == JNI_OK && count > 0 ? vm : NULL;
}

/* Errors of the JVM itself go to standard error; everything else that it would print is no business of the program's. */
static const char *const defaults[] = {
    "-Xrs",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
    "-XX:+UseStringDeduplication",
    "-XX:-UsePerfData",
    "-XX:-MaxFDLimit", /* the program's limits are its own */
    "-XX:MaxRAMPercentage=25",
    "-Dio.netty.tryReflectionSetAccessible=false",
    "-Dio.lettuce.core.jfr=false", /* nobody records, and its classes would be loaded */
};

enum { DEFAULTS = sizeof defaults / sizeof defaults[0], OTHERS = 3 };

typedef struct {
  JavaVMOption all[DEFAULTS + OTHERS + OPTIONS_MAX];
  JavaVMInitArgs arguments;
  char archive[PATH_MAX + 64];
} vm_options;

static void add_option(vm_options *o, const char *option) { o->all[o->arguments.nOptions++].optionString = (char *)option; }

static void add_archive(vm_options *o, const char *folder, const char *libjvm, const char *jars) {
  char path[PATH_MAX];
  bool exists;
  if (slipway_archive_find(folder, libjvm, jars, path, &exists)) {
    /* Without one, the Java side makes it for the next start. */
    snprintf(o->archive, sizeof o->archive, "%s%s", exists ? "-XX:SharedArchiveFile=" : "-Dslipway.archive=", path);
    add_option(o, o->archive);
  }
}

static int32_t create(const search *found, const text *class_path, const slipway_runtime_options *options, JavaVM **vm, slipway_error *error) {
  if (options->jvm_options_count > OPTIONS_MAX) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "%zu JVM options; the limit is %d", options->jvm_options_count, OPTIONS_MAX);
  }
  vm_options o = {.arguments = {.version = JNI_VERSION_10, .options = o.all}};
  for (int i = 0; i < DEFAULTS; i++) {
    add_option(&o, defaults[i]);
  }
  if (found->version >= JAVA_VERSION_THAT_WARNS_OF_UNSAFE) {
    /* Of what Netty and the drivers do with it. */
    add_option(&o, "--sun-misc-unsafe-memory-access=allow");
  }
  add_option(&o, class_path->chars);
  add_archive(&o, options->cache_folder, found->libjvm, class_path->chars + strlen(CLASS_PATH));
  for (size_t i = 0; i < options->jvm_options_count; i++) {
    add_option(&o, options->jvm_options[i]);
  }

  /* Never closed: a JVM cannot be unloaded. */
  void *libjvm = dlopen(found->libjvm, RTLD_NOW | RTLD_GLOBAL);
  creation c = {.arguments = &o.arguments};
  c.create = libjvm == NULL ? NULL : (create_java_vm)dlsym(libjvm, "JNI_CreateJavaVM");
  if (tried) {
    return slipway_fail(
        error, SLIPWAY_CONFIG, "an earlier call failed while it made the JVM, which a process can do once; start it again with other options");
  }
  if (c.create == NULL) {
    return slipway_fail(error, SLIPWAY_RUNTIME_MISSING, "%s cannot be loaded: %s", found->libjvm, dlerror());
  }
  tried = true;
  if (!run_creation(&c)) {
    return slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "the thread that creates the JVM cannot be started");
  }
  if (c.answer != JNI_OK) {
    return slipway_fail(
        error,
        SLIPWAY_CONFIG,
        "%s refused to make a JVM (JNI error %d); standard error says why, most often a wrong JVM option or too little memory",
        found->libjvm,
        (int)c.answer);
  }
  *vm = c.vm;
  return 0;
}

int32_t slipway_jvm_find_or_create(const slipway_runtime_options *options, JavaVM **vm, bool *created, slipway_error *error) {
  *created = false;
  *vm = tried ? NULL : find_created();
  if (*vm != NULL) {
    return 0;
  }
  search found = {0};
  if (!find_libjvm(&found, options->java_home)) {
    return slipway_fail(
        error,
        SLIPWAY_RUNTIME_MISSING,
        "found no Java %d or later: %s; install one (Debian: openjdk-17-jre-headless) or set SLIPWAY_JAVA_HOME",
        JAVA_VERSION_MIN,
        found.looked);
  }
  text class_path = {0};
  text_add(&class_path, CLASS_PATH);
  text jars = {0};
  int32_t answer = -SLIPWAY_RUNTIME_MISSING;
  if (find_jars(&jars, options->class_path, error)) {
    text_add(&class_path, jars.chars == NULL ? "" : jars.chars);
    answer = jars.short_of_memory || class_path.short_of_memory
                 ? slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "memory is short")
                 : create(&found, &class_path, options, vm, error);
  }
  text_free(&jars);
  text_free(&class_path);
  *created = answer == 0;
  return answer;
}
