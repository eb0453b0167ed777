#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* Null if the JVM is out of memory; then an exception is pending. */
static jobjectArray to_java(JNIEnv *env, const slipway_setting *settings, size_t count) {
  jclass string = (*env)->FindClass(env, "java/lang/String");
  jobjectArray array = string == NULL ? NULL : (*env)->NewObjectArray(env, (jsize)(2 * count), string, NULL);
  for (size_t i = 0; array != NULL && i < count; i++) {
    jstring key = (*env)->NewStringUTF(env, settings[i].key);
    jstring value = key == NULL ? NULL : (*env)->NewStringUTF(env, settings[i].value);
    if (value == NULL) {
      return NULL;
    }
    (*env)->SetObjectArrayElement(env, array, (jsize)(2 * i), key);
    (*env)->SetObjectArrayElement(env, array, (jsize)(2 * i + 1), value);
    (*env)->DeleteLocalRef(env, key);
    (*env)->DeleteLocalRef(env, value);
  }
  return array;
}

static int32_t check(const slipway_client_options *options, slipway_error *error) {
  if (slipway_runtime_java() == NULL) {
    return slipway_fail(error, SLIPWAY_CLOSED, "open the runtime first (slipway_runtime_open)");
  }
  if (options->settings_count > 10000 || (options->settings_count > 0 && options->settings == NULL)) {
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
  jstring file = options->config_file == NULL ? NULL : (*env)->NewStringUTF(env, options->config_file);
  jobjectArray settings = (*env)->ExceptionCheck(env) ? NULL : to_java(env, options->settings, options->settings_count);
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
  if (client == NULL || !slipway_options_copy(&options, sizeof options, given)) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "slipway_client_options are of no size or of a later version than this library, or there is no place for the handle");
  }
  *client = 0;
  int32_t answer = check(&options, error);
  if (answer != 0) {
    return answer;
  }
  JNIEnv *env = slipway_runtime_env();
  if (env == NULL || (*env)->PushLocalFrame(env, 16) != 0) {
    return slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "the JVM refuses to attach a thread");
  }
  answer = open_java(env, &options, client, error);
  (*env)->PopLocalFrame(env, NULL);
  return answer;
}

static int32_t closed(slipway_error *error) { return slipway_fail(error, SLIPWAY_CLOSED, "the client is closed, or never was"); }

int32_t slipway_table(slipway_client client, const char *name, slipway_error *error) {
  if (name == NULL) {
    return slipway_fail(error, SLIPWAY_ARGUMENT, "a table needs a name");
  }
  slipway_client_object *object = slipway_handle_enter(SLIPWAY_KIND_CLIENT, client);
  if (object == NULL) {
    return closed(error);
  }
  int32_t answer = -SLIPWAY_INTERNAL_ERROR;
  slipway_error failed = {0};
  JNIEnv *env = slipway_runtime_env();
  jstring java_name = env == NULL ? NULL : (*env)->NewStringUTF(env, name);
  if (java_name != NULL) {
    answer = (*env)->CallIntMethod(env, object->java, slipway_runtime_java()->client_table, java_name, (jlong)(intptr_t)&failed);
    (*env)->DeleteLocalRef(env, java_name);
  }
  if (env == NULL || (*env)->ExceptionCheck(env)) {
    answer = env == NULL ? slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "the JVM refuses to attach a thread")
                         : slipway_runtime_unexpected(env, error);
  } else if (answer == 0) {
    answer = slipway_fail(error, failed.code, "%s", failed.message);
  }
  slipway_handle_leave(client);
  return answer;
}

int32_t slipway_client_close(slipway_client client, int64_t timeout_ms, slipway_error *error) {
  slipway_client_object *object = slipway_handle_close(SLIPWAY_KIND_CLIENT, client);
  if (object == NULL) {
    return closed(error);
  }
  slipway_handle_drain(client);
  slipway_error failed = {0};
  JNIEnv *env = slipway_runtime_env();
  int32_t answer = 0;
  if (env == NULL) {
    answer = slipway_fail(error, SLIPWAY_INTERNAL_ERROR, "the JVM refuses to attach a thread");
  } else {
    jboolean done = (*env)->CallBooleanMethod(
        env, object->java, slipway_runtime_java()->client_close, (jlong)timeout_ms, (jlong)(intptr_t)&failed);
    if ((*env)->ExceptionCheck(env)) {
      answer = slipway_runtime_unexpected(env, error);
    } else if (!done) {
      answer = slipway_fail(error, failed.code, "%s", failed.message);
    }
    (*env)->DeleteGlobalRef(env, object->java);
  }
  free(object);
  return answer;
}
