/* The tables of the golden contract and the look-ups in them. */
#include "hensigt/docs.h"
#include "hensigt/options/v1/options.pb-c.h"
#include "hensigt/v1/book_tables.h"
#include "hensigt/v1/shelf_tables.h"
#include "wire/contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_messages(void **state)
{
    (void)state;
    assert_ptr_equal(hs_contract_message("hensigt.v1.Shelf"), &hensigt_shelf_type);
    assert_ptr_equal(hs_contract_message("hensigt.v1.Shelf.Place"), &hensigt_shelf_place_type);
    assert_non_null(hs_contract_message("google.protobuf.Timestamp"));
    assert_null(hs_contract_message("hensigt.v1.Shel"));
    assert_null(hs_contract_message(""));
    for (size_t i = 0; i < hs_contract.n_messages; i++) {
        const struct hs_message *message = hs_contract.messages[i];
        assert_ptr_equal(hs_contract_message(message->descriptor->name), message);
        if (i > 0)
            assert_true(strcmp(hs_contract.messages[i - 1]->descriptor->name, message->descriptor->name) < 0);
    }
}

/* Each table stands at its descriptor's index, and the positions are those of the file. */
static void test_fields(void **state)
{
    (void)state;
    int title = hs_message_field(&hensigt_shelf_type, "title");
    assert_int_equal(title, 6);
    assert_string_equal(hensigt_shelf_type.descriptor->fields[title].name, "title");
    assert_int_equal(hensigt_shelf_type.fields[title].position, 1);
    assert_int_equal(hensigt_shelf_type.fields[title].max_length, 100);
    assert_int_equal(hensigt_shelf_type.fields[title].flags, HS_FIELD_REQUIRED);

    int keeper = hs_message_field(&hensigt_shelf_type, "keeper");
    assert_string_equal(hensigt_shelf_type.fields[keeper].reference, "Book|Shelf");
    assert_int_equal(hensigt_shelf_type.fields[keeper].format, HS_FORMAT_RESOURCE_NAME);
    assert_null(hensigt_shelf_type.fields[keeper].message);

    int places = hs_message_field(&hensigt_shelf_type, "former_places");
    assert_string_equal(hensigt_shelf_type.fields[places].json_name, "formerPlaces");
    assert_ptr_equal(hensigt_shelf_type.fields[places].message, &hensigt_shelf_place_type);
    assert_null(hensigt_shelf_type.fields[places].reference);

    int millimetres = hs_message_field(&hensigt_shelf_place_type, "millimetres");
    assert_int_equal(hensigt_shelf_place_type.fields[millimetres].maximum, 5000);
    assert_int_equal(hensigt_shelf_place_type.fields[millimetres].flags, HS_FIELD_NON_NEGATIVE);

    assert_int_equal(hs_message_field(&hensigt_shelf_type, "titel"), -1);
    assert_int_equal(hs_message_field(&hensigt_count_shelves_request_type, "title"), -1);
}

static void test_resources(void **state)
{
    (void)state;
    assert_int_equal(hs_contract.n_resources, 2);
    assert_ptr_equal(hs_contract_resource("Shelf"), &hensigt_shelf_resource);
    assert_null(hs_contract_resource("shelf"));
    assert_ptr_equal(hensigt_shelf_type.resource, &hensigt_shelf_resource);
    assert_null(hensigt_shelf_place_type.resource);
    assert_null(hensigt_shelf_resource.parent);
    assert_string_equal(hensigt_shelf_resource.collection, "shelves");
    assert_string_equal(hensigt_shelf_resource.columns, "name,title,place.room,state");
    assert_string_equal(hensigt_shelf_resource.centre_field, "keeper");
    assert_string_equal(hensigt_shelf_resource.organisation_field, "name");
    assert_null(hensigt_book_resource.centre_field);
    assert_null(hensigt_book_resource.organisation_field);
    assert_string_equal(hensigt_shelf_resource.search, "title,place.room");
    assert_null(hensigt_book_resource.search);
    assert_ptr_equal(hensigt_book_resource.parent, &hensigt_shelf_resource);
    assert_ptr_equal(hensigt_book_resource.message, &hensigt_book_type);
    assert_string_equal(hensigt_book_resource.columns, "");
}

static void test_names(void **state)
{
    static const struct {
        const char *name;
        const struct hs_resource *plain;
        const struct hs_resource *wildcard;
    } names[] = {
        {"shelves/cookery", &hensigt_shelf_resource, &hensigt_shelf_resource},
        {"shelves/a", &hensigt_shelf_resource, &hensigt_shelf_resource},
        {"shelves/a/books/b-2", &hensigt_book_resource, &hensigt_book_resource},
        {"shelves/-", NULL, &hensigt_shelf_resource},
        {"shelves/-/books/b", NULL, &hensigt_book_resource},
        {"shelves/a123456789-123456789-123456789-123456789-123456789-123456789-12", &hensigt_shelf_resource,
         &hensigt_shelf_resource},                                                                /* 63 characters */
        {"shelves/a123456789-123456789-123456789-123456789-123456789-123456789-123", NULL, NULL}, /* 64 */
        {"shelves/1a", NULL, NULL},
        {"shelves/a-", NULL, NULL},
        {"shelves/A", NULL, NULL},
        {"shelves/a_b", NULL, NULL},
        {"shelves/\xc3\xa6", NULL, NULL},
        {"shelves/", NULL, NULL},
        {"shelves", NULL, NULL},
        {"shelves/a/", NULL, NULL},
        {"shelves/a/books", NULL, NULL},
        {"shelves/a/books/b/pages", NULL, NULL},
        {"Shelves/a", NULL, NULL},
        {"shelvess/a", NULL, NULL},
        {"/shelves/a", NULL, NULL},
        {"-/a", NULL, NULL},
        {"", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_ptr_equal(hs_contract_resource_of_name(names[i].name, false), names[i].plain);
        assert_ptr_equal(hs_contract_resource_of_name(names[i].name, true), names[i].wildcard);
    }
}

static const struct hs_method *method(const char *name)
{
    return hs_contract_method(name, strlen(name));
}

static void test_methods(void **state)
{
    (void)state;
    const struct hs_method *create = method("hensigt.v1.ShelfService/CreateShelf");
    assert_ptr_equal(create, &hensigt_create_shelf_method);
    assert_int_equal(create->verb, HS_VERB_CREATE);
    assert_string_equal(create->verb_name, "create");
    assert_true(create->write);
    assert_int_equal(create->cost, HS_COST_POINT);
    assert_int_equal(create->roles, HS_ROLE_REGISTRAR | HS_ROLE_CENTRE_EDITOR);
    assert_string_equal(create->scope, "shelf.keeper");
    assert_ptr_equal(create->resource, &hensigt_shelf_resource);
    assert_ptr_equal(create->service, &hensigt_shelf_service_type);
    assert_ptr_equal(create->input, &hensigt_create_shelf_request_type);
    assert_ptr_equal(create->output, &hensigt_shelf_type);

    const struct hs_method *close = method("hensigt.v1.ShelfService/CloseShelf");
    assert_int_equal(close->verb, HS_VERB_CUSTOM);
    assert_string_equal(close->verb_name, "close");
    assert_string_equal(method("hensigt.v1.ShelfService/CountShelves")->verb_name, "count");

    const struct hs_method *watch = method("hensigt.v1.ReportService/WatchFullness");
    assert_string_equal(watch->verb_name, "watch-fullness");
    assert_string_equal(method("hensigt.v1.ReportService/CloseReport")->verb_name, "close");
    assert_string_equal(watch->service->noun, "report");
    assert_null(watch->resource);
    assert_null(watch->scope);
    assert_int_equal(watch->cost, HS_COST_WAIT);
    assert_false(watch->write);

    /* The envelope's name need not end. */
    assert_ptr_equal(hs_contract_method("hensigt.v1.BookService/GetBookX", 30), &hensigt_get_book_method);
    assert_null(hs_contract_method("hensigt.v1.BookService/GetBook", 29));
    assert_null(method("hensigt.v1.BookService/GetBookX"));
    assert_null(method("hensigt.v1.BookServic/GetBook"));
    assert_null(method("hensigt.v1.BookService"));
    assert_null(method("hensigt.v1.BookService/"));
    assert_null(method("/GetBook"));
    assert_null(hs_contract_method(NULL, 0));
}

/* contract.h repeats the options' numbers. */
static void test_numbers(void **state)
{
    static const struct {
        const ProtobufCEnumDescriptor *type;
        const char *name;
        int number;
    } numbers[] = {
        {&hensigt__options__v1__format__descriptor, "FORMAT_UNSPECIFIED", HS_FORMAT_NONE},
        {&hensigt__options__v1__format__descriptor, "FORMAT_RESOURCE_ID", HS_FORMAT_RESOURCE_ID},
        {&hensigt__options__v1__format__descriptor, "FORMAT_RESOURCE_NAME", HS_FORMAT_RESOURCE_NAME},
        {&hensigt__options__v1__format__descriptor, "FORMAT_PARENT", HS_FORMAT_PARENT},
        {&hensigt__options__v1__format__descriptor, "FORMAT_LANGUAGE", HS_FORMAT_LANGUAGE},
        {&hensigt__options__v1__format__descriptor, "FORMAT_REGION", HS_FORMAT_REGION},
        {&hensigt__options__v1__format__descriptor, "FORMAT_CURRENCY", HS_FORMAT_CURRENCY},
        {&hensigt__options__v1__format__descriptor, "FORMAT_CPV", HS_FORMAT_CPV},
        {&hensigt__options__v1__format__descriptor, "FORMAT_NUTS", HS_FORMAT_NUTS},
        {&hensigt__options__v1__format__descriptor, "FORMAT_DECIMAL", HS_FORMAT_DECIMAL},
        {&hensigt__options__v1__format__descriptor, "FORMAT_UNIT", HS_FORMAT_UNIT},
        {&hensigt__options__v1__format__descriptor, "FORMAT_DATE", HS_FORMAT_DATE},
        {&hensigt__options__v1__format__descriptor, "FORMAT_DAY", HS_FORMAT_DAY},
        {&hensigt__options__v1__format__descriptor, "FORMAT_URL", HS_FORMAT_URL},
        {&hensigt__options__v1__format__descriptor, "FORMAT_FILTER", HS_FORMAT_FILTER},
        {&hensigt__options__v1__format__descriptor, "FORMAT_ORDER", HS_FORMAT_ORDER},
        {&hensigt__options__v1__format__descriptor, "FORMAT_SCHEME", HS_FORMAT_SCHEME},
        {&hensigt__options__v1__format__descriptor, "FORMAT_STEP", HS_FORMAT_STEP},
        {&hensigt__options__v1__cost__descriptor, "COST_POINT", HS_COST_POINT},
        {&hensigt__options__v1__cost__descriptor, "COST_SCAN", HS_COST_SCAN},
        {&hensigt__options__v1__cost__descriptor, "COST_WAIT", HS_COST_WAIT},
    };
    static const struct {
        const char *name;
        int bit;
    } roles[] = {
        {"ROLE_UNSPECIFIED", HS_ROLE_OWNER},
        {"ROLE_ANYONE", HS_ROLE_ANYONE},
        {"ROLE_READER", HS_ROLE_READER},
        {"ROLE_REGISTRAR", HS_ROLE_REGISTRAR},
        {"ROLE_CENTRE_EDITOR", HS_ROLE_CENTRE_EDITOR},
        {"ROLE_SIGNATORY", HS_ROLE_SIGNATORY},
    };
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_int_equal(protobuf_c_enum_descriptor_get_value_by_name(numbers[i].type, numbers[i].name)->value, numbers[i].number);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const ProtobufCEnumValue *role =
            protobuf_c_enum_descriptor_get_value_by_name(&hensigt__options__v1__role__descriptor, roles[i].name);
        assert_int_equal(1 << role->value, roles[i].bit);
    }
}

static void test_docs(void **state)
{
    (void)state;
    assert_string_equal(hs_doc_find("hensigt.v1.Shelf.title"), "What is written on it.");
    assert_string_equal(hs_doc_find("hensigt.v1.Shelf.State.STATE_OPEN"), "In use.");
    assert_string_equal(hs_doc_find("hensigt.v1.ReportService"), "What books and shelves say together.");
    assert_string_equal(hs_doc_brief("hensigt.v1.Shelf"), "A shelf.");
    assert_string_equal(hs_doc_brief("hensigt.v1.ShelfService/CloseShelf"), "Takes a shelf out of use, e.g. before it is moved.");
    assert_string_equal(hs_doc_find("hensigt.v1.ShelfService/CloseShelf"),
                        "Takes a shelf out of use, e.g. before it is moved. Its books stay where they are:\n\n"
                        "- comments may end in `*/`, or begin with `/*`, - and hold \"quotes\", a \\ and a trigraph ?\?/");
    assert_null(hs_doc_find("hensigt.v1.Shelf.titel"));
    assert_null(hs_doc_brief(""));
    for (size_t i = 0; i < hs_docs_size; i++)
        assert_ptr_equal(hs_doc_find(hs_docs[i].name), hs_docs[i].text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages), cmocka_unit_test(test_fields),  cmocka_unit_test(test_resources),
        cmocka_unit_test(test_names),    cmocka_unit_test(test_methods), cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_docs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
