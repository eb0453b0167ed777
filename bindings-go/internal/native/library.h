/*
 * libslipway.so, loaded when it is first needed, so that a Go program builds without it. Each function of slipway.h that the binding calls has one
 * of the same arguments here; none but slipway_go_load may be called before that has answered 0.
 */
#ifndef SLIPWAY_GO_LIBRARY_H
#define SLIPWAY_GO_LIBRARY_H

#include "include/slipway.h"

/* Loads the library from `path`, or as the system finds it if that has no slash. On failure the negated number of an error code. */
int32_t slipway_go_load(const char *path, slipway_error *error);

int32_t slipway_go_runtime_open(const slipway_runtime_options *options, slipway_error *error);
int32_t slipway_go_client_open(const slipway_client_options *options, slipway_client *client, slipway_error *error);
int32_t slipway_go_client_close(slipway_client client, int64_t timeout_ms, slipway_error *error);
int32_t slipway_go_table(slipway_client client, const char *name, slipway_error *error);
int32_t slipway_go_queue_open(slipway_client client, const slipway_queue_options *options, slipway_queue *queue, slipway_error *error);
int32_t slipway_go_queue_close(slipway_queue queue, int64_t timeout_ms);
int32_t slipway_go_queue_rings(slipway_queue queue, slipway_rings *rings);
int32_t slipway_go_doorbell(slipway_queue queue);
int32_t slipway_go_cancel(slipway_queue queue, uint64_t token);
int32_t slipway_go_consume(slipway_queue queue, uint32_t count);
int32_t slipway_go_arm(slipway_queue queue);
void *slipway_go_block_allocate(size_t bytes);
int32_t slipway_go_live(slipway_counts *counts);

/* A duplicate of slipway_queue_fd, which outlives the queue; negative if there is none. */
int slipway_go_queue_fd(slipway_queue queue);

#endif
