/* Where a service stands: one store has one lock, however it is named. */
#include "folder.h"
#include "service/site.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct hs_site found(const struct hs_options *options)
{
    struct hs_site site;
    struct hs_refusal refusal = {""};

    assert_int_equal(hs_site_find(options, &site, &refusal), HS_EXIT_STOPPED);
    return site;
}

static void refuses(const struct hs_options *options, enum hs_exit code, const char *message)
{
    static struct hs_site site;
    struct hs_refusal refusal = {""};

    (void)snprintf(site.store, sizeof site.store, "untouched");
    assert_int_equal(hs_site_find(options, &site, &refusal), code);
    assert_string_equal(refusal.message, message);
    assert_string_equal(site.store, "untouched");
}

static void test_files_beside_the_store(void **state)
{
    struct hs_site site = found(&(struct hs_options){.store = "x.db"});
    char expected[PATH_MAX];

    (void)snprintf(expected, sizeof expected, "%s/x.db", (const char *)*state);
    assert_string_equal(site.store, expected);
    (void)snprintf(expected, sizeof expected, "%s/x.db.lock", (const char *)*state);
    assert_string_equal(site.lock, expected);
    (void)snprintf(expected, sizeof expected, "%s/x.db.key", (const char *)*state);
    assert_string_equal(site.key, expected);
    assert_int_equal(folder_count(), 0);
}

static void test_one_store_by_many_names(void **state)
{
    static const char *const names[] = {"x.db", "./x.db", "sub/../x.db", "link.db", "sublink/x.db"};
    struct hs_site first;
    struct hs_site other;

    (void)state;
    folder_write("x.db", "", 0600);
    assert_int_equal(mkdir("sub", 0700), 0);
    assert_int_equal(symlink("x.db", "link.db"), 0);
    assert_int_equal(symlink(".", "sublink"), 0);
    first = found(&(struct hs_options){.store = names[0]});
    for (size_t i = 1; i < sizeof names / sizeof names[0]; i++) {
        other = found(&(struct hs_options){.store = names[i]});
        assert_string_equal(other.store, first.store);
        assert_string_equal(other.lock, first.lock);
    }
}

static void test_stores_that_are_none(void **state)
{
    (void)state;
    assert_int_equal(mkdir("directory", 0700), 0);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    folder_write("file", "", 0600);
    refuses(&(struct hs_options){.store = "directory"}, HS_EXIT_STORE, "directory: is not a regular file");
    refuses(&(struct hs_options){.store = "absent/"}, HS_EXIT_STORE, "absent/: is no name for a file");
    refuses(&(struct hs_options){.store = "absent/x.db"}, HS_EXIT_STORE,
            "absent/x.db: the folder cannot be entered: No such file or directory");
    refuses(&(struct hs_options){.store = "dangling"}, HS_EXIT_STORE, "dangling: No such file or directory");
    refuses(&(struct hs_options){.store = "file/x.db"}, HS_EXIT_STORE, "file/x.db: Not a directory");
}

static void test_addresses(void **state)
{
    struct hs_site site = found(&(struct hs_options){.store = "x.db"});

    (void)state;
    assert_int_equal(site.n_endpoints, 1);
    assert_string_equal(site.endpoints[0].url, "ipc://run/hensigtd.sock");
    assert_false(site.keyed);
    assert_int_equal(mkdir("sub", 0700), 0);
    site = found(&(struct hs_options){.store = "sub/x.db"});
    assert_string_equal(site.endpoints[0].url, "ipc://sub/run/hensigtd.sock");
    site = found(&(struct hs_options){.store = "x.db", .listen = {"ipc://a", "tcp://127.0.0.1:1"}, .n_listen = 2});
    assert_int_equal(site.n_endpoints, 2);
    assert_true(site.keyed);
    refuses(&(struct hs_options){.store = "x.db", .listen = {"ipc://a", "ipc://a"}, .n_listen = 2}, HS_EXIT_USAGE,
            "ipc://a: is given twice");
    refuses(&(struct hs_options){.store = "x.db", .listen = {"tcp://0.0.0.0:1"}, .n_listen = 1}, HS_EXIT_USAGE,
            "tcp://0.0.0.0:1: only loopback (127.0.0.0/8) may be listened on without --allow-remote: calls travel unencrypted");
    refuses(&(struct hs_options){.store = "x.db", .listen = {"tcp://192.0.2.1:1"}, .n_listen = 1}, HS_EXIT_USAGE,
            "tcp://192.0.2.1:1: only loopback (127.0.0.0/8) may be listened on without --allow-remote: calls travel unencrypted");
    site = found(&(struct hs_options){.store = "x.db", .listen = {"tcp://192.0.2.1:1"}, .n_listen = 1, .allow_remote = true});
    assert_true(site.keyed);
    refuses(&(struct hs_options){.store = "x.db", .listen = {"udp://a"}, .n_listen = 1}, HS_EXIT_USAGE,
            "udp://a: an address begins with ipc://, tcp:// or ws://");
}

static void test_a_front(void **state)
{
    struct hs_options options = {.store = "x.db", .listen = {"ws://127.0.0.1:1", "ipc://run/a"}, .n_listen = 2};
    struct hs_site site = found(&options);
    struct hs_refusal refusal = {""};

    (void)state;
    assert_true(site.fronted && site.keyed);
    assert_string_equal(site.inside.url, "ipc://x.db.front/worker.sock");
    assert_int_equal(hs_site_prepare(&site, &refusal), HS_EXIT_STOPPED);
    assert_int_equal(folder_mode("x.db.front"), 0700);
    assert_int_equal(chmod("x.db.front", 0755), 0);
    assert_int_equal(hs_site_look(&site, &refusal), HS_EXIT_ADDRESS);
    assert_non_null(strstr(refusal.message, "the directory x.db.front has mode 0755"));
    assert_false(found(&(struct hs_options){.store = "x.db", .listen = {"tcp://127.0.0.1:1"}, .n_listen = 1}).fronted);
    refuses(&(struct hs_options){.store = "x.db", .listen = {"ws://0.0.0.0:1"}, .n_listen = 1}, HS_EXIT_USAGE,
            "ws://0.0.0.0:1: only loopback (127.0.0.0/8) may be listened on without --allow-remote: calls travel unencrypted");
}

static void test_a_folder_too_deep_for_a_socket(void **state)
{
    struct hs_site site;
    struct hs_refusal refusal = {""};
    char deep[160];

    (void)state;
    (void)snprintf(deep, sizeof deep, "%0100d", 0);
    assert_int_equal(mkdir(deep, 0700), 0);
    strncat(deep, "/x.db", sizeof deep - strlen(deep) - 1);
    assert_int_equal(hs_site_find(&(struct hs_options){.store = deep}, &site, &refusal), HS_EXIT_USAGE);
    assert_non_null(strstr(refusal.message, "the path has 118 bytes, a socket's may have 107"));
}

static void test_looking_changes_nothing(void **state)
{
    struct hs_options options = {.store = "x.db", .listen = {"ipc://run/a", "tcp://127.0.0.1:1"}, .n_listen = 2};
    struct hs_site site = found(&options);
    struct hs_refusal refusal = {""};

    (void)state;
    site.n_endpoints = 1; /* the port is there for the key only */
    assert_int_equal(hs_site_look(&site, &refusal), HS_EXIT_STOPPED);
    assert_int_equal(folder_count(), 0);
    folder_write("x.db.key", "short", 0600);
    assert_int_equal(hs_site_look(&site, &refusal), HS_EXIT_KEY);
    assert_int_equal(unlink("x.db.key"), 0);
    assert_int_equal(hs_site_prepare(&site, &refusal), HS_EXIT_STOPPED);
    assert_int_equal(folder_mode("run"), 0700);
    assert_int_equal(folder_mode("x.db.key"), 0600);
    assert_int_equal(folder_count(), 2);
}

static void test_no_key_without_need(void **state)
{
    struct hs_site site = found(&(struct hs_options){.store = "x.db"});
    struct hs_refusal refusal = {""};

    (void)state;
    folder_write("x.db.key", "short", 0644);
    assert_int_equal(hs_site_look(&site, &refusal), HS_EXIT_STOPPED);
    assert_int_equal(hs_site_prepare(&site, &refusal), HS_EXIT_STOPPED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_files_beside_the_store, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_one_store_by_many_names, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_stores_that_are_none, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_addresses, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_a_front, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_a_folder_too_deep_for_a_socket, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_looking_changes_nothing, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_no_key_without_need, folder_setup, folder_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
