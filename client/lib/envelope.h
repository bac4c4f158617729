/* The envelope around a call: hensigt.rpc.v1. */
#ifndef HS_ENVELOPE_H
#define HS_ENVELOPE_H

#include "hensigt/channel.h"

/** What goes into a request's envelope. Nothing is owned. */
struct hs_envelope {
    const char *method; /**< "hensigt.v1.CentreService/GetCentre" */
    const uint8_t *body;
    size_t body_size;
    const uint8_t *request_id; /**< NULL for reads */
    int64_t timeout;           /**< nanoseconds the caller still waits */
    const char *access_key;    /**< NULL = none */
    const char *traceparent;   /**< NULL = none */
};

/** The bytes that an envelope takes at most, whatever its timeout. */
size_t hs_envelope_size(const struct hs_envelope *envelope);

/** Packs an envelope into `to`, which has room for hs_envelope_size; returns the bytes it took. */
size_t hs_envelope_pack(const struct hs_envelope *envelope, uint8_t *to);

/** Reads the envelope of a reply; NULL if the bytes are none, or without memory. The caller frees it with
 *  protobuf_c_message_free_unpacked. */
hensigt_rpc_reply *hs_envelope_read(const uint8_t *data, size_t size);

/** Reads a message that a service sent: guarded, unknown fields kept. NULL if the bytes are none (`why` is one line), or without
 *  memory. The caller frees it with protobuf_c_message_free_unpacked. */
ProtobufCMessage *hs_message_read(const ProtobufCMessageDescriptor *type, const uint8_t *data, size_t size, char *why,
                                  size_t why_size);

/** Reads a receipt. False if there is none, or none that a service of ours would send. */
bool hs_receipt_read(const hensigt_rpc_receipt *from, struct hensigt_receipt *to);

#endif
