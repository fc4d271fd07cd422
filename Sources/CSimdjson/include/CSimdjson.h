#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// One flat field of a JSON line.
typedef struct {
  // Number of its name among those that the reader knows.
  uint32_t name;
  // A run of the reader's text, which is the line and what was unescaped of it.
  uint32_t value_start;
  uint32_t value_count;
  // Where the value is written in the line, with its quotes; empty for null.
  uint32_t spelled_start;
  uint32_t spelled_count;
  // 0 text (escapes undone), 1 number (as it was spelled), 2 boolean, 3 null.
  uint8_t kind;
  // 1: one more value of an array's field; 0: it replaces a former value.
  uint8_t joins;
  // 0 for names of the outermost object.
  uint8_t depth;
} tocsin_json_field;

typedef struct tocsin_json tocsin_json;

tocsin_json *tocsin_json_new(void);
void tocsin_json_free(tocsin_json *reader);

// A name: of nested fields those of all objects around it, joined with dots; escapes are undone.
typedef struct {
  const uint8_t *bytes;
  size_t count;
  // The name alone as it is spelled in lines, with the quote that ends it.
  const uint8_t *spelled;
  size_t spelled_count;
  // Number of the name of the object around it; UINT32_MAX for none.
  uint32_t outer;
} tocsin_json_name;

// Reads one line; of it nothing is kept but its names. 0, or simdjson's error number. Afterwards
// fields and text hold what was read, until the next call.
int tocsin_json_read(tocsin_json *reader, const uint8_t *line, size_t count);

const tocsin_json_field *tocsin_json_fields(const tocsin_json *reader);
size_t tocsin_json_field_count(const tocsin_json *reader);
const uint8_t *tocsin_json_text(const tocsin_json *reader);
size_t tocsin_json_text_count(const tocsin_json *reader);
// Names are numbered from 0 in the order in which they were first read. When there are too many, the
// next line begins another round, in which they are numbered anew.
tocsin_json_name tocsin_json_name_at(const tocsin_json *reader, size_t index);
size_t tocsin_json_name_count(const tocsin_json *reader);
uint64_t tocsin_json_name_round(const tocsin_json *reader);
// 1 when values were left out, because they lie too deep or are too many.
int tocsin_json_cut(const tocsin_json *reader);

#ifdef __cplusplus
}
#endif
