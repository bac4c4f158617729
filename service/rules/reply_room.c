#include "service/rules/reply_room.h"

/* The number of a field and the length of an element, at most. */
enum { ELEMENT_HEAD = 6 };

bool hs_reply_room_take(size_t *left, const ProtobufCMessage *element)
{
    size_t size = protobuf_c_message_get_packed_size(element) + ELEMENT_HEAD;
    if (size > *left)
        return false;
    *left -= size;
    return true;
}
