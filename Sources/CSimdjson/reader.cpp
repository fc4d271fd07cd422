// Flattens one JSON object into fields, over the places that simdjson finds.
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

bool is_blank(uint8_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

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
  // Only its first stage is used: where strings, other values and the characters around them begin.
  // It also checks the encoding and what strings may hold; the rest of the grammar is walked here, since
  // spelled values, numbered names and flat fields are what is wanted of it.
  dom::parser parser;
  // The line, then the values whose escapes were undone; the rest of it is room.
  std::vector<uint8_t> text;
  size_t count = 0;
  size_t used = 0;
  // The next of the places that the first stage found, behind all of which stands `count`.
  const uint32_t *at = nullptr;
  const uint32_t *last = nullptr;
  std::vector<tocsin_json_field> fields;
  known_names names;
  bool has_escapes = false;
  bool cut = false;

  // 0 behind the last place.
  uint8_t byte() const { return text[*at]; }

  // Where the value ends that begins before `next`: blanks may stand between.
  uint32_t end_before(uint32_t next) const {
    while (is_blank(text[next - 1])) next--;
    return next;
  }

  std::string_view spelled(uint32_t start, uint32_t end) const {
    return {reinterpret_cast<const char *>(text.data() + start), end - start};
  }

  // The first stage has seen to it that strings are closed and nothing but blanks comes before the next
  // place; sizes are made of that, so it is not taken on trust.
  bool is_string(uint32_t start, uint32_t end) const { return end - start >= 2 && text[end - 1] == '"'; }

  // Writes the string whose quote is at `start` behind all else, its escapes undone.
  bool unescape(uint32_t start) {
    uint8_t *const end = parser.implementation->parse_string(text.data() + start + 1, text.data() + used);
    if (end == nullptr) return false;
    used = static_cast<size_t>(end - text.data());
    return true;
  }

  // Notes a field and how its value is spelled in the line.
  void emit(uint32_t name, size_t start, size_t size, uint32_t spelled, uint32_t spelled_end, uint8_t kind,
            bool joins, int depth) {
    if (names[name].is_long()) {
      cut = true;
      return;
    }
    tocsin_json_field field{};
    field.name = name;
    field.value_start = static_cast<uint32_t>(start);
    field.value_count = static_cast<uint32_t>(size);
    field.spelled_start = spelled;
    field.spelled_count = spelled_end - spelled;
    field.kind = kind;
    field.joins = joins ? 1 : 0;
    field.depth = static_cast<uint8_t>(depth);
    fields.push_back(field);
  }

  void emit_null(uint32_t name, bool joins, int depth) { emit(name, used, 0, 0, 0, 3, joins, depth); }

  // The name whose quote is at `start`, before the colon at `colon`.
  error_code number_of(uint32_t start, uint32_t colon, uint32_t outer, uint32_t &number) {
    const char *const first = reinterpret_cast<const char *>(text.data() + start + 1);
    number = names.expected(first, reinterpret_cast<const char *>(text.data() + colon), outer);
    if (number != known_names::none) return SUCCESS;
    const uint32_t end = end_before(colon);
    if (!is_string(start, end)) return STRING_ERROR;
    const std::string_view whole = spelled(start + 1, end);
    number = names.found(whole, outer);
    if (number != known_names::none) return SUCCESS;
    const size_t kept = used;
    if (!unescape(start)) return STRING_ERROR;
    const auto *const name = reinterpret_cast<const char *>(text.data() + kept);
    number = names.add(whole, std::string_view(name, used - kept), outer);
    used = kept;
    return SUCCESS;
  }

  // What comes after the last field that is read is not looked at.
  bool is_full() {
    if (fields.size() >= fields_max) cut = true;
    return fields.size() >= fields_max;
  }

  // Behind a brace. `outer` names the object; the outermost has no name.
  error_code object(uint32_t outer, int depth, bool joins) {
    if (byte() == '}') {
      // The name is there, but nothing is behind it.
      if (depth > 0) emit_null(outer, joins, depth);
      at++;
      return SUCCESS;
    }
    while (true) {
      if (byte() != '"') return TAPE_ERROR;
      const uint32_t start = *at++;
      if (byte() != ':') return TAPE_ERROR;
      uint32_t name = known_names::none;
      if (auto error = number_of(start, *at++, outer, name)) return error;
      if (auto error = value(name, depth, joins)) return error;
      if (is_full()) return SUCCESS;
      const uint8_t next = byte();
      if (next != ',' && next != '}') return TAPE_ERROR;
      at++;
      if (next == '}') return SUCCESS;
    }
  }

  // Behind a bracket.
  error_code array(uint32_t name, int depth, bool joins) {
    if (byte() == ']') {
      emit_null(name, joins, depth);
      at++;
      return SUCCESS;
    }
    while (true) {
      const size_t former = fields.size();
      if (auto error = value(name, depth, joins)) return error;
      if (fields.size() > former) joins = true;
      if (is_full()) return SUCCESS;
      const uint8_t next = byte();
      if (next != ',' && next != ']') return TAPE_ERROR;
      at++;
      if (next == ']') return SUCCESS;
    }
  }

  error_code value(uint32_t name, int depth, bool joins) {
    const uint8_t first = byte();
    const bool is_nested = first == '{' || first == '[';
    if (is_nested && depth + 1 >= depth_max) return skip();
    const uint32_t start = *at++;
    if (first == '{') return object(name, depth + 1, joins);
    if (first == '[') return array(name, depth + 1, joins);
    // Behind the last place there is no value, nor another place.
    if (start >= count) return TAPE_ERROR;
    const uint32_t end = end_before(*at);
    if (first == '"') return string(name, start, end, joins, depth);
    return scalar(name, start, end, joins, depth);
  }

  // A value that is not looked into.
  error_code skip() {
    cut = true;
    int open = 0;
    do {
      if (at == last) return TAPE_ERROR;
      const uint8_t it = byte();
      open += it == '{' || it == '[' ? 1 : it == '}' || it == ']' ? -1 : 0;
      at++;
    } while (open > 0);
    return SUCCESS;
  }

  error_code string(uint32_t name, uint32_t start, uint32_t end, bool joins, int depth) {
    if (!is_string(start, end)) return STRING_ERROR;
    const size_t size = end - start - 2;
    if (!has_escapes || std::memchr(text.data() + start + 1, '\\', size) == nullptr) {
      emit(name, start + 1, size, start, end, 0, joins, depth);
      return SUCCESS;
    }
    const size_t kept = used;
    if (!unescape(start)) return STRING_ERROR;
    emit(name, kept, used - kept, start, end, 0, joins, depth);
    return SUCCESS;
  }

  error_code scalar(uint32_t name, uint32_t start, uint32_t end, bool joins, int depth) {
    const std::string_view token = spelled(start, end);
    if (token == "null") {
      emit_null(name, joins, depth);
      return SUCCESS;
    }
    const bool is_boolean = token == "true" || token == "false";
    if (!is_boolean && !is_number(token)) return NUMBER_ERROR;
    emit(name, start, end - start, start, end, is_boolean ? 2 : 1, joins, depth);
    return SUCCESS;
  }

  // The parser reads past the end, so the line is copied to where that is allowed. Behind it is room for
  // its values: all of them are no longer than it, and a block is written beyond what is unescaped.
  void take(const uint8_t *bytes, size_t size) {
    const size_t needed = 2 * (size + SIMDJSON_PADDING);
    if (text.size() < needed) text.resize(2 * needed);
    std::memcpy(text.data(), bytes, size);
    text[size] = 0;
    count = size;
    used = size;
    has_escapes = std::memchr(bytes, '\\', size) != nullptr;
  }

  error_code read(const uint8_t *bytes, size_t size) {
    fields.clear();
    names.begin();
    cut = false;
    take(bytes, size);
    if (parser.capacity() < size) {
      if (auto error = parser.allocate(2 * size)) return error;
    }
    auto &stage = *parser.implementation;
    if (auto error = stage.stage1(text.data(), size, stage1_mode::regular)) return error;
    // It writes the end there as well; the walk depends on it.
    stage.structural_indexes[stage.n_structural_indexes] = static_cast<uint32_t>(size);
    at = stage.structural_indexes.get();
    last = at + stage.n_structural_indexes;
    if (byte() != '{') return INCORRECT_TYPE;
    at++;
    if (auto error = object(known_names::none, 0, false)) return error;
    return cut || at == last ? SUCCESS : TRAILING_CONTENT;
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
