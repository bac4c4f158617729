#include "peer.h"

#include "hensigt/rpc/v1/envelope.h"

#include <stdbool.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NO_ANSWER = 100, MAX_BODY = 64 * 1024, MAX_REPLY = 1024 * 1024, KEY_SIZE = 200 };

static bool read_key(const char *path, char key[KEY_SIZE])
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return false;
    }
    const bool good = fgets(key, KEY_SIZE, file) != NULL;
    key[strcspn(key, "\r\n")] = '\0';
    fclose(file);
    return good;
}

static size_t pack_request(char *method, char *key, uint8_t *body, size_t body_size, uint8_t *packed)
{
    hensigt_rpc_request request;
    Google__Protobuf__Duration timeout = GOOGLE__PROTOBUF__DURATION__INIT;
    hensigt__rpc__v1__request__init(&request);
    timeout.seconds = PEER_TIMEOUT_MS / 1000;
    request.method = method;
    request.access_key = key;
    request.body = (ProtobufCBinaryData){body_size, body};
    request.timeout = &timeout;
    return hensigt__rpc__v1__request__pack(&request, packed);
}

static int show_reply(const uint8_t *packed, size_t size)
{
    int code = NO_ANSWER;
    hensigt_rpc_reply *reply = hensigt__rpc__v1__reply__unpack(NULL, size, packed);
    if (reply == NULL) {
        fprintf(stderr, "the answer is no envelope\n");
        return code;
    }
    code = reply->status == NULL ? 0 : (int)reply->status->code;
    if (code != 0) {
        fprintf(stderr, "%d: %s\n", code, reply->status->message);
    } else if (fwrite(reply->body.data, 1, reply->body.len, stdout) != reply->body.len || fflush(stdout) != 0) {
        code = NO_ANSWER;
    }
    hensigt__rpc__v1__reply__free_unpacked(reply, NULL);
    return code;
}

int peer_main(int argc, char **argv, peer_exchange *exchange)
{
    char key[KEY_SIZE] = "";
    if (argc < 3 || argc > 4 || (argc == 4 && !read_key(argv[3], key))) {
        fprintf(stderr, "usage: %s ENDPOINT METHOD [ACCESS_KEY_FILE] < BODY > REPLY\n", argv[0]);
        return NO_ANSWER;
    }
    uint8_t *body = malloc(MAX_BODY);
    uint8_t *request = malloc(2 * MAX_BODY);
    uint8_t *reply = malloc(MAX_REPLY);
    int code = NO_ANSWER;
    if (body != NULL && request != NULL && reply != NULL) {
        const size_t body_size = fread(body, 1, MAX_BODY, stdin);
        const size_t size = pack_request(argv[2], key, body, body_size, request);
        const long reply_size = exchange(argv[1], request, size, reply, MAX_REPLY);
        code = reply_size < 0 ? NO_ANSWER : show_reply(reply, (size_t)reply_size);
    }
    free(reply);
    free(request);
    free(body);
    return code;
}
