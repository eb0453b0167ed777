#include "bytes.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { PRINTED_WHOLE = 32, WIRE_NUMBER = 0, WIRE_BYTES = 2 };

void die(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(EXIT_FAILURE);
}

void bytes_add(bytes *b, const void *more, size_t count) {
  /* Grows to powers of two, so that many small additions stay cheap. */
  size_t room = 16;
  size_t room_before = b->data == NULL ? 0 : 16;
  while (room_before != 0 && room_before < b->size) {
    room_before *= 2;
  }
  while (room < b->size + count) {
    room *= 2;
  }
  if (room > room_before) {
    b->data = realloc(b->data, room);
    if (b->data == NULL) {
      die("memory is short");
    }
  }
  if (count > 0) {
    memcpy(b->data + b->size, more, count);
  }
  b->size += count;
}

void bytes_add_u32(bytes *b, uint32_t number) {
  unsigned char little_endian[4] = {(unsigned char)number, (unsigned char)(number >> 8), (unsigned char)(number >> 16), (unsigned char)(number >> 24)};
  bytes_add(b, little_endian, sizeof little_endian);
}

void bytes_free(bytes *b) {
  free(b->data);
  *b = (bytes){0};
}

static unsigned char parse_byte(const char *digits) {
  unsigned value;
  if (sscanf(digits, "%2x", &value) != 1) {
    die("no hexadecimal digits: %s", digits);
  }
  return (unsigned char)value;
}

bytes bytes_parse(const char *word) {
  bytes b = {0};
  bytes_add(&b, NULL, 0);
  unsigned long count;
  char digits[3];
  if (word[0] == 'x') {
    for (const char *pair = word + 1; *pair != '\0'; pair += 2) {
      unsigned char value = parse_byte(pair);
      bytes_add(&b, &value, 1);
    }
  } else if (sscanf(word, "r%lu:%2s", &count, digits) == 2) {
    unsigned char value = parse_byte(digits);
    bytes_free(&b);
    b.data = malloc(count + 1);
    if (b.data == NULL) {
      die("memory is short");
    }
    memset(b.data, value, count);
    b.size = count;
  } else {
    die("no bytes: %s", word);
  }
  return b;
}

uint32_t digest_start(void) { return UINT32_C(0x811c9dc5); }

uint32_t digest_add(uint32_t digest, const unsigned char *data, size_t size) {
  for (size_t i = 0; i < size; i++) {
    digest = (digest ^ data[i]) * UINT32_C(0x01000193);
  }
  return digest;
}

void bytes_print(FILE *log, const unsigned char *data, size_t size) {
  if (size > PRINTED_WHOLE) {
    fprintf(log, "#%zu:%08x", size, digest_add(digest_start(), data, size));
    return;
  }
  fputc('x', log);
  for (size_t i = 0; i < size; i++) {
    fprintf(log, "%02x", data[i]);
  }
}

static void wire_varint(bytes *message, uint64_t value) {
  unsigned char encoded[10];
  size_t count = 0;
  do {
    encoded[count++] = (unsigned char)((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>= 7;
  } while (value != 0);
  bytes_add(message, encoded, count);
}

void wire_number(bytes *message, int field, int64_t value) {
  wire_varint(message, (uint64_t)field << 3 | WIRE_NUMBER);
  wire_varint(message, (uint64_t)value);
}

void wire_bytes(bytes *message, int field, const void *data, size_t size) {
  wire_varint(message, (uint64_t)field << 3 | WIRE_BYTES);
  wire_varint(message, size);
  bytes_add(message, data, size);
}

void wire_message(bytes *message, int field, bytes part) {
  wire_bytes(message, field, part.data, part.size);
  bytes_free(&part);
}

static uint64_t read_varint(wire *message) {
  uint64_t value = 0;
  for (int shift = 0; message->at < message->end; shift += 7) {
    unsigned char next = *message->at++;
    value |= (uint64_t)(next & 0x7f) << shift;
    if ((next & 0x80) == 0) {
      return value;
    }
  }
  die("a response ends inside a number");
}

bool wire_next(wire *message, int *field, wire *value) {
  while (message->at < message->end) {
    uint64_t tag = read_varint(message);
    uint64_t number = read_varint(message);
    if ((tag & 7) == WIRE_BYTES) {
      *field = (int)(tag >> 3);
      *value = (wire){message->at, message->at + number};
      message->at += number;
      return true;
    }
    if ((tag & 7) != WIRE_NUMBER) {
      die("a response has a field of an unexpected type");
    }
  }
  return false;
}
