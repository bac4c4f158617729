/* The owner key's file: made once, refused where others could know it. */
#include "folder.h"
#include "service/key_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define DIGITS "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void refuses(const char *name, const char *message)
{
    char key[HS_KEY_DIGITS + 1] = "untouched";
    struct hs_refusal refusal = {""};

    assert_int_equal(hs_key_file_read(name, key, &refusal), HS_EXIT_KEY);
    assert_string_equal(refusal.message, message);
    assert_string_equal(key, "untouched");
    assert_int_equal(hs_key_file_look(name, &refusal), HS_EXIT_KEY);
    assert_int_equal(hs_key_file_ensure(name, &refusal), HS_EXIT_KEY);
    assert_string_equal(refusal.message, message);
}

static void test_reads(void **state)
{
    char key[HS_KEY_DIGITS + 1];
    struct hs_refusal refusal = {""};

    (void)state;
    folder_write("key", DIGITS "\n", 0400);
    assert_int_equal(hs_key_file_read("key", key, &refusal), HS_EXIT_STOPPED);
    assert_string_equal(key, DIGITS);
}

static void test_makes(void **state)
{
    char first[HS_KEY_DIGITS + 1];
    char second[HS_KEY_DIGITS + 1];
    char text[128];
    struct hs_refusal refusal = {""};

    (void)state;
    assert_int_equal(hs_key_file_look("key", &refusal), HS_EXIT_STOPPED);
    assert_int_equal(folder_count(), 0);
    folder_write("key.new", "half a ke", 0600); /* of a start that was cut short */
    assert_int_equal(hs_key_file_ensure("key", &refusal), HS_EXIT_STOPPED);
    assert_int_equal(folder_count(), 1);
    assert_int_equal(folder_mode("key"), 0600);
    assert_int_equal(hs_key_file_read("key", first, &refusal), HS_EXIT_STOPPED);
    folder_read("key", text, sizeof text);
    assert_int_equal(strlen(text), HS_KEY_DIGITS + 1);
    assert_int_equal(hs_key_file_ensure("key", &refusal), HS_EXIT_STOPPED);
    assert_int_equal(hs_key_file_read("key", second, &refusal), HS_EXIT_STOPPED);
    assert_string_equal(first, second);
    assert_int_equal(unlink("key"), 0);
    assert_int_equal(hs_key_file_ensure("key", &refusal), HS_EXIT_STOPPED);
    assert_int_equal(hs_key_file_read("key", second, &refusal), HS_EXIT_STOPPED);
    assert_string_not_equal(first, second);
}

static void test_cannot_make(void **state)
{
    struct hs_refusal refusal = {""};

    (void)state;
    assert_int_equal(hs_key_file_ensure("absent/key", &refusal), HS_EXIT_KEY);
    assert_string_equal(refusal.message, "absent/key: cannot be made: No such file or directory");
    assert_int_equal(hs_key_file_read("key", (char[HS_KEY_DIGITS + 1]){""}, &refusal), HS_EXIT_KEY);
    assert_string_equal(refusal.message, "key: No such file or directory");
}

static void test_refuses_what_others_may_know(void **state)
{
    (void)state;
    folder_write("key", DIGITS "\n", 0640);
    refuses("key", "key: has mode 0640; it must be 0600, since whoever reads it is the owner");
    folder_write("key", DIGITS "\n", 0602);
    refuses("key", "key: has mode 0602; it must be 0600, since whoever reads it is the owner");
    folder_write("mine", DIGITS "\n", 0600);
    assert_int_equal(symlink("mine", "link"), 0);
    refuses("link", "link: Too many levels of symbolic links");
    assert_int_equal(mkdir("directory", 0700), 0);
    refuses("directory", "directory: is not a regular file");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    refuses("pipe", "pipe: is not a regular file");
}

static void test_refuses_another_user(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip(); /* only root can give a file away */
    folder_write("key", DIGITS "\n", 0600);
    assert_int_equal(chown("key", 12345, (gid_t)-1), 0);
    refuses("key", "key: belongs to user 12345, not to the one who starts the service");
}

static void test_refuses_what_is_no_key(void **state)
{
    static const char *const texts[] = {"", "\n", DIGITS, DIGITS "\n\n", DIGITS "0\n", "x" DIGITS "\n", "A" DIGITS, DIGITS " \n"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        folder_write("key", texts[i], 0600);
        refuses("key", "key: does not hold 64 hexadecimal digits and a newline");
    }
    folder_write("key", "G0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n", 0600);
    refuses("key", "key: does not hold 64 hexadecimal digits and a newline");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reads, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_makes, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_cannot_make, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_refuses_what_others_may_know, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_refuses_another_user, folder_setup, folder_teardown),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_no_key, folder_setup, folder_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
