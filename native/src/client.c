#include <stdlib.h>
#include <string.h>

#include "internal.h"

enum { SETTINGS_MAX = 10000, NAME_BYTES_MAX = 1024 };

/* Java decodes the UTF-8: the JNI's own strings have another form of it. NULL, with an exception pending, if the JVM is out of memory. */
static jbyteArray to_bytes(JNIEnv *env, const char *utf8) {
  jsize count = (jsize)strlen(utf8);
  jbyteArray bytes = (*env)->NewByteArray(env, count);
  if (bytes != NULL) {
    (*env)->SetByteArrayRegion(env, bytes, 0, count, (const jbyte *)utf8);
  }
  return bytes;
}

/* Of keys and values in turn. NULL, with an exception pending, if the JVM is out of memory. */
static jobjectArray to_array(JNIEnv *env, const slipway_setting *settings, size_t count) {
  jclass type = (*env)->FindClass(env, "[B");
  jobjectArray array = type == NULL ? NULL : (*env)->NewObjectArray(env, (jsize)(2 * count), type, NULL);
  for (size_t i = 0; array != NULL && i < 2 * count; i++) {
    jbyteArray bytes = to_bytes(env, i % 2 == 0 ? settings[i / 2].key : settings[i / 2].value);
    if (bytes == NULL) {
      return NULL;
    }
    (*env)->SetObjectArrayElement(env, array, (jsize)i, bytes);
    (*env)->DeleteLocalRef(env, bytes);
  }
  return array;
}

static int32_t check(const slipway_client_options *options, slipway_error *error) {
  if (slipway_runtime_java() == NULL) {
    return slipway_fail(error, SLIPWAY_CLOSED, "open the runtime first (slipway_runtime_open)");
  }
  if (options->settings_count > SETTINGS_MAX || (options->settings_count > 0 && options->settings == NULL)) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "%zu settings at no address, or too many", options->settings_count);
  }
  for (size_t i = 0; i < options->settings_count; i++) {
    if (options->settings[i].key == NULL || options->settings[i].value == NULL) {
      return slipway_fail(error, SLIPWAY_ARGUMENT, "setting %zu lacks its key or its value", i);
    }
  }
  return 0;
}

static int32_t open_java(JNIEnv *env, const slipway_client_options *options, slipway_client *client, slipway_error *error) {
  const slipway_java *java = slipway_runtime_java();
  slipway_error failed = {0};
  jbyteArray file = options->config_file == NULL ? NULL : to_bytes(env, options->config_file);
  jobjectArray settings = (*env)->ExceptionCheck(env) ? NULL : to_array(env, options->settings, options->settings_count);
  jobject opened = settings == NULL ? NULL
                                    : (*env)->CallStaticObjectMethod(
                                          env, java->bridge, java->bridge_open, file, settings, (jlong)(intptr_t)&failed);
  if ((*env)->ExceptionCheck(env)) {
    return slipway_runtime_unexpected(env, error);
  }
  if (opened == NULL) {
    return slipway_fail(error, failed.code, "%s", failed.message);
  }
  slipway_client_object *object = calloc(1, sizeof *object);
  if (object != NULL) {
    object->java = (*env)->NewGlobalRef(env, opened);
    *client = object->java == NULL ? 0 : slipway_handle_open(SLIPWAY_KIND_CLIENT, object);
  }
  if (object == NULL || *client == 0) {
    (*env)->CallBooleanMethod(env, opened, java->client_close, (jlong)0, (jlong)(intptr_t)&failed);
    if (object != NULL && object->java != NULL) {
      (*env)->DeleteGlobalRef(env, object->java);
    }
    free(object);
    return slipway_fail(error, SLIPWAY_OVERLOADED_IN_FLIGHT, "too many clients and queues are open, or memory is short");
  }
  return 0;
}

int32_t slipway_client_open(const slipway_client_options *given, slipway_client *client, slipway_error *error) {
  slipway_client_options options;
  slipway_error_clear(error);
  if (client != NULL) {
    *client = 0;
  }
  if (client == NULL || !slipway_options_copy(&options, sizeof options, given)) {
    return slipway_fail(
        error,
        SLIPWAY_ARGUMENT,
        "slipway_client_options are of no size or of a later version than this library, or there is no place for the handle");
  }
  int32_t answer = check(&options, error);
  if (answer != 0) {
    return answer;
  }
  JNIEnv *env = slipway_runtime_env(error);
  if (env == NULL) {
    return -SLIPWAY_INTERNAL_ERROR;
  }
  if ((*env)->PushLocalFrame(env, 16) != 0) {
    return slipway_runtime_unexpected(env, error);
  }
  answer = open_java(env, &options, client, error);
  (*env)->PopLocalFrame(env, NULL);
  return answer;
}

static int32_t closed(slipway_error *error) { return slipway_fail(error, SLIPWAY_CLOSED, "the client is closed, or never was"); }

static int32_t table_inside(JNIEnv *env, slipway_client_object *object, const char *name, slipway_error *error) {
  slipway_error failed = {0};
  jbyteArray bytes = to_bytes(env, name);
  int32_t number = bytes == NULL ? 0
                                 : (*env)->CallIntMethod(
                                       env, object->java, slipway_runtime_java()->client_table, bytes, (jlong)(intptr_t)&failed);
  if ((*env)->ExceptionCheck(env)) {
    number = slipway_runtime_unexpected(env, error);
  } else if (number == 0) {
    number = slipway_fail(error, failed.code, "%s", failed.message);
  }
  (*env)->DeleteLocalRef(env, bytes);
  return number;
}

int32_t slipway_table(slipway_client client, const char *name, slipway_error *error) {
  slipway_error_clear(error);
  if (name == NULL || strnlen(name, NAME_BYTES_MAX + 1) > NAME_BYTES_MAX) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "a table needs a name, of at most %d bytes", NAME_BYTES_MAX);
  }
  slipway_client_object *object = slipway_handle_enter(SLIPWAY_KIND_CLIENT, client);
  if (object == NULL) {
    return closed(error);
  }
  JNIEnv *env = slipway_runtime_env(error);
  int32_t answer = env == NULL ? -SLIPWAY_INTERNAL_ERROR : table_inside(env, object, name, error);
  slipway_handle_leave(client);
  return answer;
}

static int32_t close_inside(JNIEnv *env, slipway_client_object *object, int64_t timeout_ms, slipway_error *error) {
  slipway_error failed = {0};
  jboolean done = (*env)->CallBooleanMethod(
      env, object->java, slipway_runtime_java()->client_close, (jlong)timeout_ms, (jlong)(intptr_t)&failed);
  if ((*env)->ExceptionCheck(env)) {
    return slipway_runtime_unexpected(env, error);
  }
  return done ? 0 : slipway_fail(error, failed.code, "%s", failed.message);
}

int32_t slipway_client_close(slipway_client client, int64_t timeout_ms, slipway_error *error) {
  slipway_error_clear(error);
  if (slipway_runtime_java() == NULL) {
    return closed(error);
  }
  JNIEnv *env = slipway_runtime_env(error);
  if (env == NULL) {
    return -SLIPWAY_INTERNAL_ERROR;
  }
  slipway_client_object *object = slipway_handle_close(SLIPWAY_KIND_CLIENT, client);
  if (object == NULL) {
    return closed(error);
  }
  slipway_handle_drain(client);
  int32_t answer = close_inside(env, object, timeout_ms, error);
  (*env)->DeleteGlobalRef(env, object->java);
  free(object);
  return answer;
}
