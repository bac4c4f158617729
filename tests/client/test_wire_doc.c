/* WIRE.md's bytes are those of the library: every block marked `hex` is built, or read, and compared. */
#include "clock.h"
#include "envelope.h"
#include "hensigt/v1/centre.h"
#include "hensigt/v1/intention.h"
#include "sp.h"
#include "support.h"
#include "wire/status.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MAX_BLOCK = 1024, LINE_SIZE = 200, BLOCKS = 9 };

struct block {
    uint8_t bytes[MAX_BLOCK];
    size_t size;
};

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c == '\0' ? NULL : strchr(digits, c);
    return found == NULL ? -1 : (int)(found - digits);
}

static void read_line(const char *line, struct block *block)
{
    while (*line != '\0' && *line != ';' && *line != '\n') {
        if (isspace((unsigned char)*line)) {
            line++;
            continue;
        }
        assert_true(hex_digit(line[0]) >= 0 && hex_digit(line[1]) >= 0);
        assert_true(block->size < MAX_BLOCK);
        block->bytes[block->size++] = (uint8_t)(hex_digit(line[0]) * 16 + hex_digit(line[1]));
        line += 2;
    }
}

/* Reads the block of a name; with a NULL name, only counts the blocks. */
static unsigned read_document(const char *name, struct block *block)
{
    char line[LINE_SIZE];
    unsigned n = 0;
    bool inside = false;
    FILE *file = fopen(WIRE_DOCUMENT, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "```hex ", 7) == 0) {
            line[strcspn(line, "\n")] = '\0';
            inside = name != NULL && strcmp(line + 7, name) == 0;
            n++;
        } else if (strncmp(line, "```", 3) == 0) {
            inside = false;
        } else if (inside) {
            read_line(line, block);
        }
    }
    fclose(file);
    return n;
}

static void is_in_document(const char *name, const uint8_t *bytes, size_t size)
{
    struct block block = {.size = 0};
    read_document(name, &block);
    assert_int_equal(block.size, size);
    assert_memory_equal(block.bytes, bytes, size);
}

static const char get_centre[] = "hensigt.v1.CentreService/GetCentre";
static const uint8_t get_body[] = "\x0a\x0d"
                                  "centres/co-pi";

static size_t pack_get(const char *access_key, uint8_t *packed)
{
    const struct hs_envelope envelope = {.method = get_centre,
                                         .body = get_body,
                                         .body_size = sizeof get_body - 1,
                                         .timeout = 10 * HS_SECOND,
                                         .access_key = access_key};
    return hs_envelope_pack(&envelope, packed);
}

static void frame_is_in_document(const char *name, enum hs_sp_framing framing, const char *access_key)
{
    uint8_t frame[MAX_BLOCK];
    uint8_t packed[MAX_BLOCK];
    const size_t size = pack_get(access_key, packed);
    const size_t header = hs_sp_header(framing, 1, size, frame);
    memcpy(frame + header, packed, size);
    is_in_document(name, frame, header + size);
}

static void requests_are_as_shown(void **state)
{
    static const uint8_t id[16] = {0x01, 0x8b, 0xcf, 0xe5, 0x68, 0x00, 0x7a, 0xaa, 0xab, 0xbb, 0xcc, 0xcc, 0xdd, 0xdd, 0xee, 0xee};
    static const uint8_t submit_body[] = "\x0a\x0f"
                                         "intentions/sand";
    const struct hs_envelope write = {.method = "hensigt.v1.IntentionService/SubmitIntention",
                                      .body = submit_body,
                                      .body_size = sizeof submit_body - 1,
                                      .request_id = id,
                                      .timeout = 9 * HS_SECOND + 500 * HS_MILLISECOND};
    hensigt_get_centre_request get = HENSIGT_GET_CENTRE_REQUEST_INIT;
    hensigt_submit_intention_request submit = HENSIGT_SUBMIT_INTENTION_REQUEST_INIT;
    uint8_t packed[MAX_BLOCK];
    (void)state;
    get.name = (char *)(uintptr_t) "centres/co-pi";
    assert_int_equal(protobuf_c_message_pack(&get.base, packed), sizeof get_body - 1);
    assert_memory_equal(packed, get_body, sizeof get_body - 1);
    is_in_document("message-request", get_body, sizeof get_body - 1);
    is_in_document("envelope-request", packed, pack_get(NULL, packed));
    frame_is_in_document("frame-request", HS_SP_IPC, NULL);
    frame_is_in_document("frame-request-tcp", HS_SP_TCP, "k");
    submit.name = (char *)(uintptr_t) "intentions/sand";
    assert_int_equal(protobuf_c_message_pack(&submit.base, packed), sizeof submit_body - 1);
    assert_memory_equal(packed, submit_body, sizeof submit_body - 1);
    is_in_document("envelope-write", packed, hs_envelope_pack(&write, packed));
    assert_true(hensigt_method(get_centre) != NULL && hensigt_method(write.method) != NULL);
}

static hensigt_rpc_reply *read_reply(const char *name)
{
    struct block block = {.size = 0};
    struct hs_sp_reader reader;
    size_t used = 0;
    read_document("greeting-service", &block);
    assert_int_equal(block.size, 8);
    read_document(name, &block);
    hs_sp_reader_init(&reader, HS_SP_IPC);
    assert_int_equal(hs_sp_read(&reader, block.bytes, block.size, &used), HS_SP_GREETING);
    assert_int_equal(hs_sp_read(&reader, block.bytes + 8, block.size - 8, &used), HS_SP_REPLY);
    assert_int_equal(used, block.size - 8);
    assert_int_equal(reader.id, 1);
    hensigt_rpc_reply *reply = hs_envelope_read(reader.data, reader.size);
    assert_non_null(reply);
    hs_sp_reader_free(&reader);
    return reply;
}

static void replies_are_as_shown(void **state)
{
    char why[100] = "";
    (void)state;
    hensigt_rpc_reply *reply = read_reply("frame-reply");
    assert_null(reply->status);
    hensigt_centre *centre = (hensigt_centre *)hs_message_read(hensigt_method(get_centre)->output->descriptor, reply->body.data,
                                                               reply->body.len, why, sizeof why);
    assert_non_null(centre);
    assert_string_equal(centre->name, "centres/co-pi");
    assert_string_equal(centre->etag, "58330efed857fd44");
    assert_string_equal(centre->title, "CO-PI");
    assert_string_equal(centre->region_code, "DK");
    assert_int_equal(centre->state, HENSIGT__V1__CENTRE__STATE__STATE_ACTIVE);
    assert_int_equal(centre->base.n_unknown_fields, 0);
    hensigt_centre_free(centre);
    hensigt__rpc__v1__reply__free_unpacked(reply, NULL);

    reply = read_reply("frame-refusal");
    assert_int_equal(reply->status->code, HS_NOT_FOUND);
    assert_string_equal(reply->status->message, "centres/none does not exist");
    assert_string_equal(reply->status->error_info->reason, "RESOURCE_NOT_FOUND");
    assert_string_equal(reply->status->error_info->domain, "hensigt");
    assert_string_equal(reply->status->error_info->metadata[0]->value, "centres/none");
    assert_int_equal(reply->body.len, 0);
    hensigt__rpc__v1__reply__free_unpacked(reply, NULL);
}

static void every_block_is_checked(void **state)
{
    (void)state;
    is_in_document("greeting-client", hs_sp_greeting, sizeof hs_sp_greeting);
    assert_int_equal(read_document(NULL, NULL), BLOCKS); /* this one, two replies with their greeting, five requests */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_as_shown),
        cmocka_unit_test(replies_are_as_shown),
        cmocka_unit_test(every_block_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
