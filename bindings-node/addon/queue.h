/* A queue as queue.c opens, feeds and closes it and completions.c empties it. */
#ifndef SLIPWAY_NODE_QUEUE_H
#define SLIPWAY_NODE_QUEUE_H

#include "addon.h"
#include "loop.h"

enum {
  /* Most completions of one call into JavaScript. */
  BATCH = 256,
  /* Members of a completion in the array `answers`: token, code, flags, offset, bytes. A negative offset is -1 - an index of `large`. */
  ANSWER_NUMBERS = 5,
};

struct queue {
  environment *owner;
  queue *next;
  slipway_queue handle; /* 0: closed */
  int fd;
  uv_poll_t *poll;
  uint32_t in_flight;
  uint32_t users; /* the JavaScript object, and the open queue itself */
  slipway_request *requests;
  uint32_t entries;
  unsigned char *staging;
  size_t staging_bytes;
  int32_t *answers;
  napi_ref on_answers;
  napi_ref staging_object;
  napi_ref answers_object;
  napi_async_context context;
};

/*
 * Hands what has completed to JavaScript, a batch a call. What JavaScript does meanwhile may close the queue, so the caller must have its
 * memory kept.
 */
void completions_deliver(queue *q);

/* Makes the descriptor readable: the event loop comes back after its other work. */
void completions_come_back(const queue *q);

#endif
