#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// One flat field of a JSON line. Names of nested fields are joined with dots. Offsets are into the
// reader's text.
typedef struct {
  uint32_t name_start;
  uint32_t name_count;
  uint32_t value_start;
  uint32_t value_count;
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

// Reads one line; nothing of it is kept. 0, or simdjson's error number. Afterwards fields and text
// hold what was read, until the next call.
int tocsin_json_read(tocsin_json *reader, const uint8_t *line, size_t count);

const tocsin_json_field *tocsin_json_fields(const tocsin_json *reader);
size_t tocsin_json_field_count(const tocsin_json *reader);
const uint8_t *tocsin_json_text(const tocsin_json *reader);
size_t tocsin_json_text_count(const tocsin_json *reader);
// 1 when values were left out, because they lie too deep or are too many.
int tocsin_json_cut(const tocsin_json *reader);

#ifdef __cplusplus
}
#endif
