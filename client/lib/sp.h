/* The SP wire that nanomsg and nng speak, the side of REQ, as a pure function of bytes. proto/WIRE.md shows it byte by byte. */
#ifndef HS_SP_H
#define HS_SP_H

#include <stddef.h>
#include <stdint.h>

/** How a frame begins: over ipc a type byte stands before its length. */
enum hs_sp_framing { HS_SP_TCP, HS_SP_IPC };

enum {
    HS_SP_GREETING_SIZE = 8,
    HS_SP_MAX_HEADER = 1 + 8 + 4,  /**< type, length and id */
    HS_SP_MAX_REPLY = 1024 * 1024, /**< bytes of one reply; the service itself stays far below */
};

/** What REQ sends when a connection opens. */
extern const uint8_t hs_sp_greeting[HS_SP_GREETING_SIZE];

/** Writes what stands before an envelope of `size` bytes, and returns its length. Of `id`, 31 bits are used. */
size_t hs_sp_header(enum hs_sp_framing framing, uint32_t id, size_t size, uint8_t header[HS_SP_MAX_HEADER]);

/** What the reader found. */
enum hs_sp_event {
    HS_SP_MORE,     /**< all bytes are used, nothing is complete */
    HS_SP_GREETING, /**< the peer is a REP socket; once, before the first reply */
    HS_SP_REPLY,    /**< id, data and size are set */
    HS_SP_BROKEN,   /**< what came is not this protocol; `fault` says why, and stays */
};

/** Reads a connection's bytes in pieces of any size. */
struct hs_sp_reader {
    /* Of a HS_SP_REPLY, valid until the next call: */
    uint32_t id;   /**< 31 bits */
    uint8_t *data; /**< the envelope; owned by the reader */
    size_t size;
    /* Of HS_SP_BROKEN: */
    const char *fault;

    /* The reader's own. */
    enum hs_sp_framing framing;
    int stage;
    uint8_t head[HS_SP_MAX_HEADER];
    size_t head_size;
    size_t filled;
    size_t capacity;
};

/** Makes a reader for a new connection. It takes no memory yet. */
void hs_sp_reader_init(struct hs_sp_reader *reader, enum hs_sp_framing framing);

/** Gives its memory back. The reader may be given to hs_sp_reader_init again. */
void hs_sp_reader_free(struct hs_sp_reader *reader);

/** Reads bytes up to the next event and says in *used how many that were. */
enum hs_sp_event hs_sp_read(struct hs_sp_reader *reader, const uint8_t *bytes, size_t size, size_t *used);

#endif
