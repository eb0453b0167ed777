/*
 * The few functions of libuv 1 that the addon calls. Node exports them and keeps their ABI for as long as N-API's users may call
 * napi_get_uv_event_loop, but the package node-api-headers has no uv.h. Handles stay opaque: their size is asked for at run time.
 */
#ifndef SLIPWAY_NODE_LOOP_H
#define SLIPWAY_NODE_LOOP_H

#include <stddef.h>

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_handle_s uv_handle_t;
typedef struct uv_poll_s uv_poll_t;

/* A value of uv_handle_type; uv_handle_type_name(UV_POLL) is "poll". */
enum { UV_POLL = 8 };

/* A value of uv_poll_event. */
enum { UV_READABLE = 1 };

size_t uv_handle_size(int type);
const char *uv_handle_type_name(int type);
void *uv_handle_get_data(const uv_handle_t *handle);
void uv_handle_set_data(uv_handle_t *handle, void *data);
void uv_ref(uv_handle_t *handle);
void uv_unref(uv_handle_t *handle);
void uv_close(uv_handle_t *handle, void (*closed)(uv_handle_t *handle));
int uv_poll_init(uv_loop_t *loop, uv_poll_t *handle, int fd);
int uv_poll_start(uv_poll_t *handle, int events, void (*ready)(uv_poll_t *handle, int status, int events));

#endif
