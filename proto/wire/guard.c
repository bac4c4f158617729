#include "wire/guard.h"

#include "wire/member.h"

#include <limits.h>
#include <string.h>

/* Wire types as protobuf-c names them; groups (3 and 4) are refused. */
enum {
    VARINT = PROTOBUF_C_WIRE_TYPE_VARINT,
    FIXED64 = PROTOBUF_C_WIRE_TYPE_64BIT,
    PREFIXED = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED,
    FIXED32 = PROTOBUF_C_WIRE_TYPE_32BIT,
};

enum {
    MAX_VARINT_BYTES = 10,
    MAX_TAG_BYTES = 5, /* protobuf-c reads no more of a tag or a length */
    MAX_FIELDS = 512,  /* of a message type: their bits stand on the stack of each level */
    MAX_FIELD_NUMBER = (1 << 29) - 1,
};

/* What protobuf_c_message_unpack takes beside the values: a note per field on the wire, the first 16 on its stack and
 * the others in slabs that double; and a bitmap of a type's fields where it has more than 128 of them. */
enum {
    NOTE_SIZE = 32,
    FIRST_NOTES = 16,
    STACK_BITMAP_BYTES = 16,
};

struct walk {
    const uint8_t *start;
    bool refuse_unknown;
    struct hs_guard_report *report;
};

/* One message on the way down. */
struct level {
    const ProtobufCMessageDescriptor *descriptor;
    int depth;
    size_t notes;
    size_t unknown;
    uint8_t seen[MAX_FIELDS / CHAR_BIT]; /* by the field's index in the descriptor */
};

/* A field as it stands on the wire. */
struct item {
    const uint8_t *start; /* its tag */
    const uint8_t *data;  /* its value, behind the length where it has one */
    size_t size;          /* of the value alone */
    size_t whole_size;    /* of the value with its length */
    uint32_t number;
    uint8_t wire_type;
};

static bool refuse(const struct walk *walk, enum hs_guard_fault kind, const uint8_t *at, const struct level *level,
                   const ProtobufCFieldDescriptor *field)
{
    walk->report->fault = kind;
    walk->report->offset = (size_t)(at - walk->start);
    walk->report->message = level->descriptor->name;
    walk->report->field = field != NULL ? field->name : NULL;
    return false;
}

/* Adds what one allocation of `size` bytes takes (none is made for 0); false past the limit. */
static bool add_memory(const struct walk *walk, size_t size)
{
    if (size > HS_GUARD_MAX_MEMORY) {
        return false;
    }
    walk->report->memory += size > 0 ? hs_arena_taken(size) : 0;
    return walk->report->memory <= HS_GUARD_MAX_MEMORY;
}

/* The bytes of the varint at `at`, of at most `most` bytes; 0 where it does not end. */
static size_t varint_size(const uint8_t *at, const uint8_t *end, size_t most)
{
    for (size_t i = 0; i < most && at + i < end; i++) {
        if ((at[i] & 0x80) == 0) {
            return i + 1;
        }
    }
    return 0;
}

static uint64_t varint_value(const uint8_t *at, size_t size)
{
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value |= (uint64_t)(at[i] & 0x7F) << (7 * i);
    }
    return value;
}

/* Reads the tag at item->start and moves item->data behind it. */
static enum hs_guard_fault read_tag(struct item *item, const uint8_t *end)
{
    size_t size = varint_size(item->start, end, MAX_TAG_BYTES);
    if (size == 0) {
        return HS_GUARD_TRUNCATED;
    }
    uint64_t tag = varint_value(item->start, size);
    if (tag >> 3 == 0 || tag >> 3 > MAX_FIELD_NUMBER) {
        return HS_GUARD_TAG;
    }
    item->number = (uint32_t)(tag >> 3);
    item->wire_type = tag & 7;
    item->data = item->start + size;
    return HS_GUARD_OK;
}

/* Finds the extent of the value at item->data. */
static enum hs_guard_fault read_extent(struct item *item, const uint8_t *end)
{
    size_t prefix = 0;
    uint64_t size;
    switch (item->wire_type) {
    case VARINT:
        size = varint_size(item->data, end, MAX_VARINT_BYTES);
        if (size == 0) {
            return HS_GUARD_TRUNCATED;
        }
        break;
    case FIXED64:
        size = sizeof(uint64_t);
        break;
    case FIXED32:
        size = sizeof(uint32_t);
        break;
    case PREFIXED:
        prefix = varint_size(item->data, end, MAX_TAG_BYTES);
        size = varint_value(item->data, prefix);
        if (prefix == 0 || size > INT_MAX) {
            return HS_GUARD_TRUNCATED;
        }
        break;
    default:
        return HS_GUARD_TAG;
    }
    if (size > (uint64_t)(end - item->data) - prefix) {
        return HS_GUARD_TRUNCATED;
    }
    item->data += prefix;
    item->size = (size_t)size;
    item->whole_size = prefix + (size_t)size;
    return HS_GUARD_OK;
}

static bool was_seen(const struct level *level, size_t index)
{
    return (level->seen[index / CHAR_BIT] >> index % CHAR_BIT & 1) != 0;
}

/* Marks a field as seen; whether it was before. */
static bool mark_seen(struct level *level, const ProtobufCFieldDescriptor *field)
{
    size_t index = (size_t)(field - level->descriptor->fields);
    bool before = was_seen(level, index);
    level->seen[index / CHAR_BIT] |= (uint8_t)(1u << index % CHAR_BIT);
    return before;
}

static uint8_t declared_wire_type(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return PREFIXED;
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_FLOAT:
        return FIXED32;
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return FIXED64;
    default:
        return VARINT;
    }
}

/* Counts a packed field's elements; false where the last one is cut off or a number does not end. */
static bool count_packed(const struct item *item, uint8_t wire_type, size_t *count)
{
    size_t fixed = wire_type == FIXED64 ? sizeof(uint64_t) : sizeof(uint32_t);
    const uint8_t *end = item->data + item->size;
    if (wire_type != VARINT) {
        *count = item->size / fixed;
        return item->size % fixed == 0;
    }
    *count = 0;
    for (const uint8_t *at = item->data; at < end; ++*count) {
        size_t size = varint_size(at, end, MAX_VARINT_BYTES);
        if (size == 0) {
            return false;
        }
        at += size;
    }
    return true;
}

static bool walk_message(const struct walk *walk, const ProtobufCMessageDescriptor *descriptor, const uint8_t *at,
                         const uint8_t *end, int depth);

static bool walk_text(const struct walk *walk, const struct level *level, const ProtobufCFieldDescriptor *field,
                      const struct item *item)
{
    if (memchr(item->data, '\0', item->size) != NULL) {
        return refuse(walk, HS_GUARD_NUL, item->data, level, field);
    }
    if (!hs_utf8_is_valid((const char *)item->data, item->size)) {
        return refuse(walk, HS_GUARD_UTF8, item->data, level, field);
    }
    return true;
}

/* Looks into a value that has its declared wire type. */
static bool walk_value(const struct walk *walk, const struct level *level, const ProtobufCFieldDescriptor *field,
                       const struct item *item)
{
    bool good = true;
    size_t memory = 0;
    switch (field->type) {
    case PROTOBUF_C_TYPE_STRING:
        good = walk_text(walk, level, field, item);
        memory = item->size + 1;
        break;
    case PROTOBUF_C_TYPE_BYTES:
        memory = item->size;
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        if (level->depth == HS_GUARD_MAX_DEPTH) {
            return refuse(walk, HS_GUARD_DEPTH, item->start, level, field);
        }
        return walk_message(walk, field->descriptor, item->data, item->data + item->size, level->depth + 1);
    default:
        return true;
    }
    if (good && !add_memory(walk, memory)) {
        return refuse(walk, HS_GUARD_MEMORY, item->start, level, field);
    }
    return good;
}

static bool walk_known(const struct walk *walk, struct level *level, const ProtobufCFieldDescriptor *field, const struct item *item)
{
    uint8_t declared = declared_wire_type(field->type);
    bool repeated = field->label == PROTOBUF_C_LABEL_REPEATED;
    bool packed = repeated && declared != PREFIXED && item->wire_type == PREFIXED;
    bool before = mark_seen(level, field);
    size_t elements = repeated ? 1 : 0;
    if (item->wire_type != declared && !packed) {
        return refuse(walk, HS_GUARD_TAG, item->start, level, field);
    }
    if (field->type == PROTOBUF_C_TYPE_MESSAGE && !repeated && before) {
        return refuse(walk, HS_GUARD_DOUBLED, item->start, level, field);
    }
    if (packed && !count_packed(item, declared, &elements)) {
        return refuse(walk, HS_GUARD_TRUNCATED, item->data, level, field);
    }
    /* The array is one allocation: what rounding up can add to it is added with its first elements. */
    size_t array = elements * hs_member_size(field->type) + (repeated && !before ? hs_arena_taken(1) - 1 : 0);
    walk->report->memory += array;
    if (array > HS_GUARD_MAX_MEMORY || walk->report->memory > HS_GUARD_MAX_MEMORY) {
        return refuse(walk, HS_GUARD_MEMORY, item->start, level, field);
    }
    return packed || walk_value(walk, level, field, item);
}

static bool walk_unknown(const struct walk *walk, struct level *level, const struct item *item)
{
    if (walk->refuse_unknown) {
        return refuse(walk, HS_GUARD_UNKNOWN_FIELD, item->start, level, NULL);
    }
    level->unknown++;
    if (!add_memory(walk, item->whole_size)) {
        return refuse(walk, HS_GUARD_MEMORY, item->start, level, NULL);
    }
    return true;
}

static bool walk_fields(const struct walk *walk, struct level *level, const uint8_t *at, const uint8_t *end)
{
    while (at < end) {
        struct item item = {.start = at};
        enum hs_guard_fault found = read_tag(&item, end);
        if (found == HS_GUARD_OK) {
            found = read_extent(&item, end);
        }
        if (found != HS_GUARD_OK) {
            return refuse(walk, found, at, level, NULL);
        }
        const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field(level->descriptor, item.number);
        if (field != NULL ? !walk_known(walk, level, field, &item) : !walk_unknown(walk, level, &item)) {
            return false;
        }
        level->notes++;
        at = item.data + item.size;
    }
    return true;
}

/* Whether a message whose fields were walked, and end at `end`, has all that its type requires. */
static bool has_required(const struct walk *walk, const struct level *level, const uint8_t *end)
{
    for (unsigned i = 0; i < level->descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &level->descriptor->fields[i];
        if (field->label == PROTOBUF_C_LABEL_REQUIRED && field->default_value == NULL && !was_seen(level, i)) {
            return refuse(walk, HS_GUARD_REQUIRED, end, level, field);
        }
    }
    return true;
}

/* Adds what unpacking takes for a message beside the values in it. */
static bool add_overhead(const struct walk *walk, const struct level *level)
{
    const ProtobufCMessageDescriptor *descriptor = level->descriptor;
    size_t bitmap = (descriptor->n_fields + CHAR_BIT - 1) / CHAR_BIT;
    bool good = add_memory(walk, descriptor->sizeof_message) && add_memory(walk, bitmap > STACK_BITMAP_BYTES ? bitmap : 0) &&
                add_memory(walk, level->unknown * sizeof(ProtobufCMessageUnknownField));
    size_t slab = FIRST_NOTES;
    for (size_t room = slab; good && room < level->notes; room += slab) {
        slab *= 2;
        good = add_memory(walk, slab * NOTE_SIZE);
    }
    return good;
}

static bool walk_message(const struct walk *walk, const ProtobufCMessageDescriptor *descriptor, const uint8_t *at,
                         const uint8_t *end, int depth)
{
    struct level level = {.descriptor = descriptor, .depth = depth};
    if (descriptor->n_fields > MAX_FIELDS) {
        return refuse(walk, HS_GUARD_MEMORY, at, &level, NULL);
    }
    if (!walk_fields(walk, &level, at, end) || !has_required(walk, &level, end)) {
        return false;
    }
    return add_overhead(walk, &level) || refuse(walk, HS_GUARD_MEMORY, at, &level, NULL);
}

enum hs_guard_fault hs_guard_check(const ProtobufCMessageDescriptor *descriptor, const uint8_t *data, size_t size,
                                   bool refuse_unknown, struct hs_guard_report *report)
{
    static const uint8_t nothing[1];
    const uint8_t *start = size > 0 ? data : nothing;
    struct walk walk = {.start = start, .refuse_unknown = refuse_unknown, .report = report};
    *report = (struct hs_guard_report){0};
    walk_message(&walk, descriptor, start, start + size, 1);
    /* Every allocation takes whole units, so their sum does: the bound may be rounded down to them. */
    report->memory -= report->memory % hs_arena_taken(1);
    return report->fault;
}

const char *hs_guard_text(enum hs_guard_fault fault)
{
    switch (fault) {
    case HS_GUARD_OK:
        return "nothing is wrong";
    case HS_GUARD_TRUNCATED:
        return "a length or a number runs past the end";
    case HS_GUARD_TAG:
        return "a field number is out of range, or a wire type is not the declared one";
    case HS_GUARD_DEPTH:
        return "messages are nested too deep";
    case HS_GUARD_UTF8:
        return "a string is not UTF-8";
    case HS_GUARD_NUL:
        return "a string holds a NUL character";
    case HS_GUARD_DOUBLED:
        return "a message field that is not repeated is given twice";
    case HS_GUARD_UNKNOWN_FIELD:
        return "a field is unknown";
    case HS_GUARD_REQUIRED:
        return "a required field is missing";
    case HS_GUARD_MEMORY:
        return "unpacking would take too much memory";
    }
    return "an unknown fault";
}

ProtobufCMessage *hs_guard_unpack(struct hs_arena *arena, const ProtobufCMessageDescriptor *descriptor, const uint8_t *data,
                                  size_t size, bool refuse_unknown, struct hs_guard_report *report)
{
    ProtobufCMessage *message = NULL;
    if (hs_guard_check(descriptor, data, size, refuse_unknown, report) != HS_GUARD_OK) {
        return NULL;
    }
    if (hs_arena_reserve(arena, report->memory)) {
        message = protobuf_c_message_unpack(descriptor, &arena->protobuf, size, data);
    }
    if (message == NULL) {
        *report = (struct hs_guard_report){.fault = HS_GUARD_MEMORY, .message = descriptor->name};
    }
    return message;
}
