#include "ocds/ocds_json.h"

#include "json/json.h"

#include <assert.h>

enum { INDENT = 2 };

void ocds_json_init(struct ocds_json *json, struct hs_buffer *out, size_t indent)
{
    *json = (struct ocds_json){.out = out, .indent = indent};
}

static void begin_line(struct ocds_json *json, size_t levels)
{
    hs_buffer_char(json->out, '\n');
    for (size_t i = 0; i < (json->indent + levels) * INDENT; i++) {
        hs_buffer_char(json->out, ' ');
    }
}

/* Begins a member or element at a level that is open. */
static void begin_value(struct ocds_json *json, size_t level, const char *key)
{
    if (level > 0) {
        hs_buffer_text(json->out, json->levels[level - 1].filled ? "," : "");
        json->levels[level - 1].filled = true;
        begin_line(json, level);
    }
    if (key != NULL) {
        hs_json_print_string(key, json->out);
        hs_buffer_text(json->out, ": ");
    }
}

/* Writes the objects and lists around what comes now. */
static void open_levels(struct ocds_json *json)
{
    for (; json->opened < json->depth; json->opened++) {
        begin_value(json, json->opened, json->levels[json->opened].key);
        hs_buffer_char(json->out, json->levels[json->opened].bracket);
    }
}

static void push(struct ocds_json *json, const char *key, char bracket)
{
    assert(json->depth < OCDS_JSON_DEPTH);
    json->levels[json->depth].key = key;
    json->levels[json->depth].bracket = bracket;
    json->levels[json->depth].filled = false;
    json->depth++;
}

void ocds_json_object(struct ocds_json *json, const char *key)
{
    push(json, key, '{');
}

void ocds_json_list(struct ocds_json *json, const char *key)
{
    push(json, key, '[');
}

void ocds_json_close(struct ocds_json *json)
{
    json->depth--;
    if (json->opened > json->depth) {
        begin_line(json, json->depth);
        hs_buffer_char(json->out, json->levels[json->depth].bracket == '{' ? '}' : ']');
        json->opened = json->depth;
    }
}

void ocds_json_text(struct ocds_json *json, const char *key, const char *text)
{
    if (text != NULL && *text != '\0') {
        open_levels(json);
        begin_value(json, json->depth, key);
        hs_json_print_string(text, json->out);
    }
}

void ocds_json_number(struct ocds_json *json, const char *key, const char *number)
{
    if (number != NULL && *number != '\0') {
        open_levels(json);
        begin_value(json, json->depth, key);
        hs_buffer_text(json->out, number);
    }
}

void ocds_json_raw(struct ocds_json *json, const char *text)
{
    open_levels(json);
    begin_value(json, json->depth, NULL);
    hs_buffer_text(json->out, text);
}
