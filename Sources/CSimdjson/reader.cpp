// Flattens one JSON object into fields, through simdjson's on-demand parser.
#include "CSimdjson.h"

#include <simdjson.h>

#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

using namespace simdjson;

namespace {

// Objects and arrays within each other; a log line's structure is rarely deeper than five.
constexpr int depth_max = 16;
// Fields of one line; more is a dump of data, not a log line.
constexpr size_t fields_max = 1024;
// Bytes of one name with those of the objects around it: these are kept with each name, so that a long
// one around many would be megabytes.
constexpr size_t name_max = 512;
// Names that are known at once, and their bytes.
constexpr size_t names_max = 4096;
constexpr size_t names_bytes_max = 1 << 20;

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

// The names read so far. Most lines of a source are written alike, so each name is expected where it
// stood before: after the same name.
class known_names {
public:
  static constexpr uint32_t none = UINT32_MAX;

  struct name {
    // As in the line, with the quote that ends it.
    std::string spelled;
    std::string text;
    // The object around it; `none` for names of the outermost.
    uint32_t outer;
    // The name that came after it last.
    uint32_t follower;

    bool is_long() const { return text.size() > name_max; }
  };

  const name &operator[](uint32_t number) const { return all[number]; }
  size_t count() const { return all.size(); }
  uint64_t round() const { return rounds; }

  void begin() {
    if (all.size() > names_max || bytes > names_bytes_max) {
      all.clear();
      numbers.clear();
      first = none;
      bytes = 0;
      rounds++;
    }
    last = none;
  }

  // The number of the name that is spelled at `at`, when it was expected here; else `none`.
  uint32_t expected(const char *at, const char *end, uint32_t outer) {
    const uint32_t guess = last == none ? first : all[last].follower;
    if (guess == none) return none;
    const name &it = all[guess];
    if (it.outer != outer || static_cast<size_t>(end - at) < it.spelled.size()) return none;
    if (std::memcmp(at, it.spelled.data(), it.spelled.size()) != 0) return none;
    last = guess;
    return guess;
  }

  // The number of a name that was read before somewhere else; else `none`.
  uint32_t found(std::string_view spelled, uint32_t outer) {
    const auto place = numbers.find(key(spelled, outer));
    if (place == numbers.end()) return none;
    return follow(place->second);
  }

  uint32_t add(std::string_view spelled, std::string_view text, uint32_t outer) {
    const auto number = static_cast<uint32_t>(all.size());
    name added{std::string(spelled), {}, outer, none};
    if (outer != none) added.text = all[outer].text + '.';
    added.text += text;
    // Names that are too long for a field are told apart no further.
    if (added.is_long()) added.text.resize(name_max + 1);
    bytes += added.spelled.size() + added.text.size();
    numbers.emplace(key(spelled, outer), number);
    all.push_back(std::move(added));
    return follow(number);
  }

private:
  std::vector<name> all;
  std::unordered_map<std::string, uint32_t> numbers;
  std::string room;
  size_t bytes = 0;
  uint64_t rounds = 0;
  // What lines begin with, and the name before the one that is read.
  uint32_t first = none;
  uint32_t last = none;

  const std::string &key(std::string_view spelled, uint32_t outer) {
    room.assign(reinterpret_cast<const char *>(&outer), sizeof outer);
    room += spelled;
    return room;
  }

  uint32_t follow(uint32_t number) {
    (last == none ? first : all[last].follower) = number;
    last = number;
    return number;
  }
};

}  // namespace

struct tocsin_json {
  ondemand::parser parser;
  std::vector<char> line;
  std::vector<tocsin_json_field> fields;
  known_names names;
  // Values are unescaped to where they stay; bytes from `used` on are room.
  std::vector<uint8_t> text;
  size_t used = 0;
  bool cut = false;

  // Lets one more value be written: none is longer than the line, and simdjson writes a block beyond
  // what it unescapes.
  void make_room() {
    const size_t needed = used + line.size() + SIMDJSON_PADDING;
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

  // Notes a field whose value was written from `start` on, and how it is spelled in the line.
  void emit(uint32_t name, size_t start, std::string_view spelled, uint8_t kind, bool joins, int depth) {
    if (names[name].is_long()) {
      cut = true;
      return;
    }
    tocsin_json_field field{};
    field.name = name;
    field.value_start = static_cast<uint32_t>(start);
    field.value_count = static_cast<uint32_t>(used - start);
    field.spelled_start = spelled.empty() ? 0 : static_cast<uint32_t>(spelled.data() - line.data());
    field.spelled_count = static_cast<uint32_t>(spelled.size());
    field.kind = kind;
    field.joins = joins ? 1 : 0;
    field.depth = static_cast<uint8_t>(depth);
    fields.push_back(field);
  }

  error_code number_of(ondemand::raw_json_string spelled, uint32_t outer, uint32_t &number) {
    const char *const at = spelled.raw();
    const char *const end = line.data() + line.size();
    number = names.expected(at, end, outer);
    if (number != known_names::none) return SUCCESS;
    const char *quote = at;
    while (quote < end && *quote != '"') quote += *quote == '\\' ? 2 : 1;
    if (quote >= end) return UNCLOSED_STRING;
    const std::string_view whole(at, static_cast<size_t>(quote + 1 - at));
    number = names.found(whole, outer);
    if (number != known_names::none) return SUCCESS;
    make_room();
    const size_t start = used;
    if (auto error = append(spelled)) return error;
    const auto *const text_start = reinterpret_cast<const char *>(text.data() + start);
    number = names.add(whole, std::string_view(text_start, used - start), outer);
    used = start;
    return SUCCESS;
  }

  // What comes after the last field that is read is not looked at.
  bool is_full() {
    if (fields.size() >= fields_max) cut = true;
    return fields.size() >= fields_max;
  }

  // `outer` names the object; the outermost has no name.
  error_code walk(ondemand::object object, uint32_t outer, int depth, bool joins) {
    bool is_empty = true;
    for (auto item : object) {
      is_empty = false;
      ondemand::field field;
      if (auto error = std::move(item).get(field)) return error;
      uint32_t name = known_names::none;
      if (auto error = number_of(field.key(), outer, name)) return error;
      if (auto error = take(field.value(), name, depth, joins)) return error;
      if (is_full()) return SUCCESS;
    }
    // The name is there, but nothing is behind it.
    if (is_empty && depth > 0) emit(outer, used, {}, 3, joins, depth);
    return SUCCESS;
  }

  error_code elements(ondemand::array array, uint32_t name, int depth, bool joins) {
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
    if (is_empty) emit(name, used, {}, 3, joins, depth);
    return SUCCESS;
  }

  error_code take(ondemand::value value, uint32_t name, int depth, bool joins) {
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
        const std::string_view spelled = value.raw_json_token();
        ondemand::raw_json_string string;
        if (auto error = value.get_raw_json_string().get(string)) return error;
        if (auto error = append(string)) return error;
        emit(name, start, spelled, 0, joins, depth);
        return SUCCESS;
      }
      case ondemand::json_type::number: return number(value, name, depth, joins);
      case ondemand::json_type::boolean: {
        const std::string_view spelled = value.raw_json_token();
        bool is = false;
        if (auto error = value.get_bool().get(is)) return error;
        append(is ? "true" : "false", is ? 4 : 5);
        emit(name, start, spelled, 2, joins, depth);
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

  error_code number(ondemand::value value, uint32_t name, int depth, bool joins) {
    const std::string_view token = trimmed(value.raw_json_token());
    if (!is_number(token)) return NUMBER_ERROR;
    const size_t start = used;
    append(token.data(), token.size());
    emit(name, start, token, 1, joins, depth);
    return SUCCESS;
  }

  error_code null(ondemand::value value, uint32_t name, int depth, bool joins) {
    if (trimmed(value.raw_json_token()) != "null") return N_ATOM_ERROR;
    emit(name, used, {}, 3, joins, depth);
    return SUCCESS;
  }

  error_code read(const uint8_t *bytes, size_t count) {
    fields.clear();
    names.begin();
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
    if (auto error = walk(object, known_names::none, 0, false)) return error;
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

tocsin_json_name tocsin_json_name_at(const tocsin_json *reader, size_t index) {
  const auto &name = reader->names[static_cast<uint32_t>(index)];
  return {reinterpret_cast<const uint8_t *>(name.text.data()), name.text.size(),
          reinterpret_cast<const uint8_t *>(name.spelled.data()), name.spelled.size(), name.outer};
}

size_t tocsin_json_name_count(const tocsin_json *reader) { return reader->names.count(); }

uint64_t tocsin_json_name_round(const tocsin_json *reader) { return reader->names.round(); }

const uint8_t *tocsin_json_text(const tocsin_json *reader) {
  return reader->text.data();
}

size_t tocsin_json_text_count(const tocsin_json *reader) { return reader->used; }

int tocsin_json_cut(const tocsin_json *reader) { return reader->cut ? 1 : 0; }
