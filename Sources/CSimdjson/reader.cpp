// Flattens one JSON object into fields, through simdjson's on-demand parser.
#include "CSimdjson.h"

#include <simdjson.h>

#include <cstring>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

using namespace simdjson;

namespace {

// Objects and arrays within each other; a log line's structure is rarely deeper than five.
constexpr int depth_max = 16;
// Fields of one line; more is a dump of data, not a log line.
constexpr size_t fields_max = 1024;
// Bytes of one name with those of the objects around it: these are written before each field, so that
// a long one before many fields would be megabytes.
constexpr size_t name_max = 512;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

size_t digits(std::string_view text, size_t at) {
  while (at < text.size() && is_digit(text[at])) at++;
  return at;
}

// RFC 8259, section 6; a token is taken as spelled, so simdjson does not check it.
bool is_number(std::string_view text) {
  size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  size_t end = digits(text, at);
  if (end == at || (text[at] == '0' && end > at + 1)) return false;
  if (end < text.size() && text[end] == '.') {
    at = end + 1;
    end = digits(text, at);
    if (end == at) return false;
  }
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    at = end + 1;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) at++;
    end = digits(text, at);
    if (end == at) return false;
  }
  return end == text.size();
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::strchr(" \t\r\n", text.back()) != nullptr) text.remove_suffix(1);
  return text;
}

}  // namespace

struct tocsin_json {
  // A run of `text`.
  struct run {
    size_t start;
    size_t count;
  };

  ondemand::parser parser;
  std::vector<char> line;
  std::vector<tocsin_json_field> fields;
  // Names and values are unescaped to where they stay; bytes from `used` on are room.
  std::vector<uint8_t> text;
  size_t used = 0;
  bool cut = false;

  // Lets one more value and one more name be written: none is longer than the line, and simdjson
  // writes a block beyond what it unescapes.
  void make_room() {
    const size_t needed = used + 2 * line.size() + name_max;
    if (text.size() < needed) text.resize(2 * needed);
  }

  void append(const void *bytes, size_t count) {
    std::memcpy(text.data() + used, bytes, count);
    used += count;
  }

  error_code append(ondemand::raw_json_string string) {
    uint8_t *end = text.data() + used;
    if (auto error = parser.unescape(string, end).error()) return error;
    used = static_cast<size_t>(end - text.data());
    return SUCCESS;
  }

  // Notes a field whose value was written from `start` on.
  void emit(run name, size_t start, uint8_t kind, bool joins, int depth) {
    if (name.count > name_max) {
      cut = true;
      return;
    }
    tocsin_json_field field{};
    field.name_start = static_cast<uint32_t>(name.start);
    field.name_count = static_cast<uint32_t>(name.count);
    field.value_start = static_cast<uint32_t>(start);
    field.value_count = static_cast<uint32_t>(used - start);
    field.kind = kind;
    field.joins = joins ? 1 : 0;
    field.depth = static_cast<uint8_t>(depth);
    fields.push_back(field);
  }

  // What comes after the last field that is read is not looked at.
  bool is_full() {
    if (fields.size() >= fields_max) cut = true;
    return fields.size() >= fields_max;
  }

  // `outer` names the object; the outermost has no name.
  error_code walk(ondemand::object object, run outer, int depth, bool joins) {
    bool is_empty = true;
    for (auto item : object) {
      is_empty = false;
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return error;
      make_room();
      run name{used, 0};
      if (outer.count > 0) {
        append(text.data() + outer.start, outer.count);
        text[used++] = '.';
      }
      if (auto error = append(field.key())) return error;
      name.count = used - name.start;
      // Names of objects that would be too long for their fields are told apart no further.
      if (name.count > name_max) name.count = name_max + 1;
      if (auto error = take(field.value(), name, depth, joins)) return error;
      if (is_full()) return SUCCESS;
    }
    // The name is there, but nothing is behind it.
    if (is_empty && depth > 0) emit(outer, used, 3, joins, depth);
    return SUCCESS;
  }

  error_code elements(ondemand::array array, run name, int depth, bool joins) {
    bool next = joins;
    bool is_empty = true;
    for (auto item : array) {
      is_empty = false;
      ondemand::value value;
      if (auto error = std::move(item).get(value)) return error;
      const size_t count = fields.size();
      if (auto error = take(value, name, depth, next)) return error;
      if (fields.size() > count) next = true;
      if (is_full()) return SUCCESS;
    }
    if (is_empty) emit(name, used, 3, joins, depth);
    return SUCCESS;
  }

  error_code take(ondemand::value value, run name, int depth, bool joins) {
    ondemand::json_type type;
    if (auto error = value.type().get(type)) return error;
    make_room();
    const size_t start = used;
    switch (type) {
      case ondemand::json_type::object: {
        ondemand::object object;
        if (depth + 1 >= depth_max) return skip();
        if (auto error = value.get_object().get(object)) return error;
        return walk(object, name, depth + 1, joins);
      }
      case ondemand::json_type::array: {
        ondemand::array array;
        if (depth + 1 >= depth_max) return skip();
        if (auto error = value.get_array().get(array)) return error;
        return elements(array, name, depth + 1, joins);
      }
      case ondemand::json_type::string: {
        ondemand::raw_json_string string;
        if (auto error = value.get_raw_json_string().get(string)) return error;
        if (auto error = append(string)) return error;
        emit(name, start, 0, joins, depth);
        return SUCCESS;
      }
      case ondemand::json_type::number: return number(value, name, depth, joins);
      case ondemand::json_type::boolean: {
        bool is = false;
        if (auto error = value.get_bool().get(is)) return error;
        append(is ? "true" : "false", is ? 4 : 5);
        emit(name, start, 2, joins, depth);
        return SUCCESS;
      }
      default: return null(value, name, depth, joins);
    }
  }

  // A value that is not looked into is stepped over by the loop around it.
  error_code skip() {
    cut = true;
    return SUCCESS;
  }

  error_code number(ondemand::value value, run name, int depth, bool joins) {
    const std::string_view token = trimmed(value.raw_json_token());
    if (!is_number(token)) return NUMBER_ERROR;
    const size_t start = used;
    append(token.data(), token.size());
    emit(name, start, 1, joins, depth);
    return SUCCESS;
  }

  error_code null(ondemand::value value, run name, int depth, bool joins) {
    if (trimmed(value.raw_json_token()) != "null") return N_ATOM_ERROR;
    emit(name, used, 3, joins, depth);
    return SUCCESS;
  }

  error_code read(const uint8_t *bytes, size_t count) {
    fields.clear();
    used = 0;
    cut = false;
    // The parser reads past the end, so the line is copied to where that is allowed.
    line.resize(count + SIMDJSON_PADDING);
    std::memcpy(line.data(), bytes, count);
    std::memset(line.data() + count, ' ', SIMDJSON_PADDING);
    ondemand::document document;
    ondemand::object object;
    if (auto error = parser.iterate(line.data(), count, line.size()).get(document)) return error;
    if (auto error = document.get_object().get(object)) return error;
    if (auto error = walk(object, run{0, 0}, 0, false)) return error;
    if (cut) return SUCCESS;
    // At the end of the line there is no place to tell.
    return document.current_location().error() == OUT_OF_BOUNDS ? SUCCESS : TRAILING_CONTENT;
  }
};

tocsin_json *tocsin_json_new(void) { return new (std::nothrow) tocsin_json; }

void tocsin_json_free(tocsin_json *reader) { delete reader; }

int tocsin_json_read(tocsin_json *reader, const uint8_t *line, size_t count) {
  if (count == 0) return EMPTY;
  return reader->read(line, count);
}

const tocsin_json_field *tocsin_json_fields(const tocsin_json *reader) {
  return reader->fields.data();
}

size_t tocsin_json_field_count(const tocsin_json *reader) { return reader->fields.size(); }

const uint8_t *tocsin_json_text(const tocsin_json *reader) {
  return reader->text.data();
}

size_t tocsin_json_text_count(const tocsin_json *reader) { return reader->used; }

int tocsin_json_cut(const tocsin_json *reader) { return reader->cut ? 1 : 0; }
