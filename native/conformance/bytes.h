/* Growing bytes, as programs write them and logs print them, and the little of protobuf's wire format that the envelope needs. */
#ifndef SLIPWAY_CONFORMANCE_BYTES_H
#define SLIPWAY_CONFORMANCE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct {
  unsigned char *data;
  size_t size;
} bytes;

void bytes_add(bytes *b, const void *more, size_t count);
void bytes_add_u32(bytes *b, uint32_t little_endian);
void bytes_free(bytes *b);

/* What a word such as x6b or r1000:61 means. Ends the process if it means nothing. */
bytes bytes_parse(const char *word);

void bytes_print(FILE *log, const unsigned char *data, size_t size);

/* 32-bit FNV-1a. */
uint32_t digest_add(uint32_t digest, const unsigned char *data, size_t size);
uint32_t digest_start(void);

void wire_number(bytes *message, int field, int64_t value);
void wire_bytes(bytes *message, int field, const void *data, size_t size);
/* Adds `part` as a field and frees it. */
void wire_message(bytes *message, int field, bytes part);

/* A message that is being read. */
typedef struct {
  const unsigned char *at;
  const unsigned char *end;
} wire;

/* The next field that holds bytes or a message. False at the end. */
bool wire_next(wire *message, int *field, wire *value);

/* Ends the process: the testee or the program is wrong. */
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);

#endif
