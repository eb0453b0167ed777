/*
 * The one runtime of a process: the JVM, the Java classes that this library calls, the functions that Java calls back, and the threads
 * that are attached.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

enum { STACK_BYTES_MIN = 192 << 10 };

static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t attached_key;
static JavaVM *vm;
static bool vm_is_own;
static slipway_java java;
static atomic_bool is_open;
static atomic_uint_fast64_t attached_threads;

static _Thread_local JNIEnv *own_env;

/* ---- Threads -------------------------------------------------------------------------------------------------------------------- */

/*
 * A thread that ends may have blocked all signals, as Go's do before their last step. The JVM, which runs Java code here once more, stops its threads
 * by faults: the kernel ends a process whose fault is blocked.
 */
static void detach(void *env) {
  (void)env;
  sigset_t faults;
  sigset_t before;
  sigemptyset(&faults);
  sigaddset(&faults, SIGSEGV);
  sigaddset(&faults, SIGBUS);
  sigaddset(&faults, SIGFPE);
  sigaddset(&faults, SIGILL);
  sigaddset(&faults, SIGTRAP);
  pthread_sigmask(SIG_UNBLOCK, &faults, &before);
  own_env = NULL;
  (*vm)->DetachCurrentThread(vm);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  atomic_fetch_sub(&attached_threads, 1);
}

/*
 * The JVM keeps some 100 KiB of each stack for itself (guard pages, and what its own functions need); a thread with less dies in its first
 * call. Stacks that are not the thread's own cannot be told from here.
 */
static bool has_stack(slipway_error *error) {
  pthread_attr_t attributes;
  void *address;
  size_t bytes = STACK_BYTES_MIN;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    pthread_attr_getstack(&attributes, &address, &bytes);
    pthread_attr_destroy(&attributes);
  }
  if (bytes < STACK_BYTES_MIN) {
    slipway_fail(
        error, SLIPWAY_INTERNAL_ERROR, "the calling thread has a stack of %zu bytes; the JVM needs at least %d", bytes, STACK_BYTES_MIN);
  }
  return bytes >= STACK_BYTES_MIN;
}

JNIEnv *slipway_runtime_env(slipway_error *error) {
  if (own_env != NULL) {
    return own_env;
  }
  JNIEnv *env = NULL;
  /* A thread of Java's own, or one that another library attached, is not ours to detach: it is asked for its environment each time. */
  if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) == JNI_OK) {
    return env;
  }
  if (!has_stack(error)) {
    return NULL;
  }
  JavaVMAttachArgs arguments = {.version = JNI_VERSION_10, .name = (char *)"slipway-caller"};
  if ((*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, &arguments) != JNI_OK) {
    slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "the JVM refuses to attach a thread; memory is short");
    return NULL;
  }
  atomic_fetch_add(&attached_threads, 1);
  own_env = env;
  pthread_setspecific(attached_key, env);
  return env;
}

uint64_t slipway_runtime_threads(void) { return atomic_load(&attached_threads); }

const slipway_java *slipway_runtime_java(void) { return atomic_load_explicit(&is_open, memory_order_acquire) ? &java : NULL; }

int32_t slipway_runtime_unexpected(JNIEnv *env, slipway_error *error) {
  (*env)->ExceptionDescribe(env);
  (*env)->ExceptionClear(env);
  return slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "the JVM failed beneath the library; standard error has its stack");
}

/* ---- What Java calls ------------------------------------------------------------------------------------------------------------ */

static void JNICALL native_fail(JNIEnv *env, jclass type, jlong error, jint code, jbyteArray message) {
  (void)type;
  jsize bytes = (*env)->GetArrayLength(env, message);
  char *text = malloc((size_t)bytes + 1);
  if (text != NULL) {
    (*env)->GetByteArrayRegion(env, message, 0, bytes, (jbyte *)text);
  }
  slipway_error_set((slipway_error *)(intptr_t)error, code, text == NULL ? "" : text, text == NULL ? 0 : (size_t)bytes);
  free(text);
}

static void JNICALL native_wake(JNIEnv *env, jclass type, jlong queue) {
  (void)env;
  (void)type;
  slipway_queue_wake((struct slipway_queue_object *)(intptr_t)queue);
}

static jboolean JNICALL native_await(JNIEnv *env, jclass type, jlong queue) {
  (void)env;
  (void)type;
  return slipway_queue_await((struct slipway_queue_object *)(intptr_t)queue);
}

static void JNICALL native_release(JNIEnv *env, jclass type, jlong queue) {
  (void)type;
  slipway_queue_release(env, (struct slipway_queue_object *)(intptr_t)queue);
}

static jlong JNICALL native_allocate(JNIEnv *env, jclass type, jlong bytes) {
  (void)env;
  (void)type;
  return (jlong)(intptr_t)slipway_block_allocate((size_t)bytes);
}

static void JNICALL native_free(JNIEnv *env, jclass type, jlong block) {
  (void)env;
  (void)type;
  slipway_block_free((void *)(intptr_t)block);
}

static void JNICALL native_copy_in(JNIEnv *env, jclass type, jlong block, jlong offset, jbyteArray bytes) {
  (void)type;
  (*env)->SetByteArrayRegion(
      env, bytes, 0, (*env)->GetArrayLength(env, bytes), (const jbyte *)((const char *)(intptr_t)block + offset));
}

static void JNICALL native_copy_out(JNIEnv *env, jclass type, jbyteArray bytes, jint from, jint count, jlong address) {
  (void)type;
  (*env)->GetByteArrayRegion(env, bytes, from, count, (jbyte *)(intptr_t)address);
}

/* Writes as one piece or not at all, without the signal that a pipe without a reader would send to the program. */
static bool write_quietly(int fd, const char *text, size_t bytes) {
  sigset_t pipe_signal;
  sigset_t before;
  sigset_t pending;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  ssize_t written;
  do {
    written = write(fd, text, bytes);
  } while (written < 0 && errno == EINTR);
  if (written < 0 && errno == EPIPE && !sigismember(&pending, SIGPIPE)) {
    static const struct timespec now;
    sigtimedwait(&pipe_signal, NULL, &now);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return written == (ssize_t)bytes;
}

static jboolean JNICALL native_write(JNIEnv *env, jclass type, jint fd, jbyteArray line) {
  (void)type;
  jsize bytes = (*env)->GetArrayLength(env, line);
  char *text = malloc((size_t)bytes + 1);
  if (text == NULL) {
    return JNI_FALSE;
  }
  (*env)->GetByteArrayRegion(env, line, 0, bytes, (jbyte *)text);
  bool written = write_quietly(fd, text, (size_t)bytes);
  free(text);
  return written;
}

static const JNINativeMethod natives[] = {
    {(char *)"fail", (char *)"(JI[B)V", (void *)native_fail},
    {(char *)"wake", (char *)"(J)V", (void *)native_wake},
    {(char *)"await", (char *)"(J)Z", (void *)native_await},
    {(char *)"release", (char *)"(J)V", (void *)native_release},
    {(char *)"allocate", (char *)"(J)J", (void *)native_allocate},
    {(char *)"free", (char *)"(J)V", (void *)native_free},
    {(char *)"copyIn", (char *)"(JJ[B)V", (void *)native_copy_in},
    {(char *)"copyOut", (char *)"([BIIJ)V", (void *)native_copy_out},
    {(char *)"write", (char *)"(I[B)Z", (void *)native_write},
};

/* ---- Opening -------------------------------------------------------------------------------------------------------------------- */

static jclass find_class(JNIEnv *env, const char *name) {
  jclass local = (*env)->FindClass(env, name);
  jclass global = local == NULL ? NULL : (*env)->NewGlobalRef(env, local);
  (*env)->DeleteLocalRef(env, local);
  return global;
}

static bool find_java(JNIEnv *env) {
  jclass native_class = find_class(env, "io/slipway/bridge/internal/Native");
  java.bridge = native_class == NULL ? NULL : find_class(env, "io/slipway/bridge/internal/Bridge");
  jclass client = java.bridge == NULL ? NULL : find_class(env, "io/slipway/bridge/internal/Client");
  jclass queue = client == NULL ? NULL : find_class(env, "io/slipway/bridge/internal/Queue");
  return queue != NULL &&
         (*env)->RegisterNatives(env, native_class, natives, sizeof natives / sizeof natives[0]) == JNI_OK &&
         (java.bridge_start = (*env)->GetStaticMethodID(env, java.bridge, "start", "(ZIIJ)Z")) != NULL &&
         (java.bridge_open = (*env)->GetStaticMethodID(
              env, java.bridge, "open", "([B[[BJ)Lio/slipway/bridge/internal/Client;")) != NULL &&
         (java.client_table = (*env)->GetMethodID(env, client, "table", "([BJ)I")) != NULL &&
         (java.client_close = (*env)->GetMethodID(env, client, "close", "(JJ)Z")) != NULL &&
         (java.client_queue = (*env)->GetMethodID(
              env, client, "queue", "(Ljava/nio/ByteBuffer;IIJZJ)Lio/slipway/bridge/internal/Queue;")) != NULL &&
         (java.queue_drain = (*env)->GetMethodID(env, queue, "drain", "()V")) != NULL &&
         (java.queue_cancel = (*env)->GetMethodID(env, queue, "cancel", "(J)Z")) != NULL &&
         (java.queue_close = (*env)->GetMethodID(env, queue, "close", "(J)Z")) != NULL;
}

/* Copies a string of Java's, of class names and versions alone; false if an exception is pending, which it takes away. */
static bool take_text(JNIEnv *env, jstring string, char *text, size_t size) {
  const char *chars = string == NULL || (*env)->ExceptionCheck(env) ? NULL : (*env)->GetStringUTFChars(env, string, NULL);
  snprintf(text, size, "%s", chars == NULL ? "" : chars);
  if (chars != NULL) {
    (*env)->ReleaseStringUTFChars(env, string, chars);
  }
  (*env)->DeleteLocalRef(env, string);
  (*env)->ExceptionClear(env);
  return chars != NULL;
}

/* The class that it asks needs no other of Slipway's, nor of anybody else's. */
static bool find_version_of_jars(JNIEnv *env, char *version, size_t size) {
  jclass type = (*env)->FindClass(env, "io/slipway/bridge/internal/Version");
  jmethodID of_jars = type == NULL ? NULL : (*env)->GetStaticMethodID(env, type, "ofJars", "()Ljava/lang/String;");
  bool found = take_text(env, of_jars == NULL ? NULL : (*env)->CallStaticObjectMethod(env, type, of_jars), version, size);
  (*env)->DeleteLocalRef(env, type);
  return found;
}

/* Fails with what the JVM could not load, which is the pending exception. */
static int32_t fail_for_missing_class(JNIEnv *env, slipway_error *error) {
  char why[256];
  jthrowable thrown = (*env)->ExceptionOccurred(env);
  (*env)->ExceptionClear(env);
  jclass type = thrown == NULL ? NULL : (*env)->GetObjectClass(env, thrown);
  jmethodID to_string = type == NULL ? NULL : (*env)->GetMethodID(env, type, "toString", "()Ljava/lang/String;");
  take_text(env, to_string == NULL ? NULL : (*env)->CallObjectMethod(env, thrown, to_string), why, sizeof why);
  (*env)->DeleteLocalRef(env, type);
  (*env)->DeleteLocalRef(env, thrown);
  return slipway_fail(
      error,
      SLIPWAY_RUNTIME_MISSING,
      "the class path of the JVM has Slipway's bridge %s, but not all that it needs (%s); install library and jars from one release",
      slipway_version(),
      why);
}

static int32_t start(JNIEnv *env, const slipway_runtime_options *options, slipway_error *error) {
  char jars[64];
  if (!find_version_of_jars(env, jars, sizeof jars)) {
    return slipway_fail(
        error,
        SLIPWAY_RUNTIME_MISSING,
        "the class path of the JVM lacks Slipway's bridge %s; name the jars by the option class_path or SLIPWAY_CLASS_PATH",
        slipway_version());
  }
  if (strcmp(jars, slipway_version()) != 0) {
    return slipway_fail(
        error,
        SLIPWAY_LIBRARY_MISMATCH,
        "libslipway.so is version %s, its jars are version %s; install both from one release",
        slipway_version(),
        jars);
  }
  if (!find_java(env)) {
    return fail_for_missing_class(env, error);
  }
  slipway_error failed = {0};
  jboolean started = (*env)->CallStaticBooleanMethod(
      env,
      java.bridge,
      java.bridge_start,
      (jboolean)vm_is_own,
      (jint)options->log_fd,
      (jint)(options->log_level == 0 ? SLIPWAY_LOG_WARN : options->log_level),
      (jlong)(intptr_t)&failed);
  if ((*env)->ExceptionCheck(env)) {
    return fail_for_missing_class(env, error);
  }
  return started ? 0 : slipway_fail(error, failed.code, "%s", failed.message);
}

static int32_t open_runtime(const slipway_runtime_options *options, slipway_error *error) {
  static bool has_key;
  if (!has_key && pthread_key_create(&attached_key, detach) != 0) {
    return slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "the process has no thread-specific key left");
  }
  has_key = true;
  if (vm == NULL) {
    int32_t answer = slipway_jvm_find_or_create(options, &vm, &vm_is_own, error);
    if (answer != 0) {
      vm = NULL;
      return answer;
    }
  }
  JNIEnv *env = slipway_runtime_env(error);
  return env == NULL ? -SLIPWAY_INTERNAL_ERROR : start(env, options, error);
}

static int32_t check(const slipway_runtime_options *options, slipway_error *error) {
  if (options->abi_version >> 16 != SLIPWAY_ABI_VERSION >> 16) {
    return slipway_fail(
        error,
        SLIPWAY_ABI_MISMATCH,
        "the caller was compiled for version %u.%u of the interface, this library has %u.%u; use the header that came with the library",
        options->abi_version >> 16,
        options->abi_version & 0xffff,
        SLIPWAY_ABI_VERSION >> 16,
        SLIPWAY_ABI_VERSION & 0xffff);
  }
  if (options->log_level < 0 || options->log_level > SLIPWAY_LOG_DEBUG) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "log_level must be SLIPWAY_LOG_... or 0, not %d", options->log_level);
  }
  if (options->log_fd < 0 || (options->log_fd > 0 && fcntl(options->log_fd, F_GETFD) < 0)) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "log_fd is %d, which is no open descriptor", options->log_fd);
  }
  if (options->jvm_options_count > 0 && options->jvm_options == NULL) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "%zu jvm_options at no address", options->jvm_options_count);
  }
  for (size_t i = 0; i < options->jvm_options_count; i++) {
    if (options->jvm_options[i] == NULL) {
      return slipway_fail(error, SLIPWAY_ARGUMENT, "jvm_options %zu is NULL", i);
    }
  }
  return 0;
}

int32_t slipway_runtime_open(const slipway_runtime_options *given, slipway_error *error) {
  slipway_runtime_options options;
  slipway_error_clear(error);
  if (given == NULL || !slipway_options_copy(&options, sizeof options, given)) {
    return slipway_fail(
        error, SLIPWAY_ARGUMENT, "slipway_runtime_options are missing, of no size, or of a later version than this library");
  }
  int32_t answer = check(&options, error);
  if (answer != 0 || atomic_load(&is_open)) {
    return answer;
  }
  pthread_mutex_lock(&opening);
  answer = atomic_load(&is_open) ? 0 : open_runtime(&options, error);
  if (answer == 0) {
    atomic_store_explicit(&is_open, true, memory_order_release);
  }
  pthread_mutex_unlock(&opening);
  return answer;
}

int32_t slipway_live(slipway_counts *counts) {
  if (counts == NULL || counts->struct_size < sizeof counts->struct_size) {
    return -SLIPWAY_ARGUMENT;
  }
  slipway_counts now = {
      .struct_size = counts->struct_size,
      .clients = slipway_handles_open(SLIPWAY_KIND_CLIENT),
      .queues = slipway_handles_open(SLIPWAY_KIND_QUEUE),
      .blocks = slipway_blocks_open(),
      .threads = slipway_runtime_threads(),
  };
  memcpy(counts, &now, counts->struct_size < sizeof now ? counts->struct_size : sizeof now);
  return 0;
}
