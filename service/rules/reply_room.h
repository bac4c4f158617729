/* Room in a reply, for lists that may be longer than a reply can be. */
#ifndef HS_RULES_REPLY_ROOM_H
#define HS_RULES_REPLY_ROOM_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

/** Bytes that a list may take: a reply of HS_MAX_REPLY has room for the rest and its envelope too. */
enum { HS_REPLY_ROOM = 48 * 1024 };

/** Takes the room of an element from what is left. False, and nothing taken, where it is too little. */
bool hs_reply_room_take(size_t *left, const ProtobufCMessage *element);

#endif
