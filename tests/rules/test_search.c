/* SearchService, as a caller sees it. */
#include "fixture.h"

#include <string.h>

/* The names found, as they stand in the reply. */
static void expect_names(struct fixture *f, const char *method, const char *query, const char *names)
{
    expect(f, method, format(f, "{'query': '%s'}", query), "OK");
    const char *reply = reply_text(f);
    const char *found = "";
    for (const char *at = strstr(reply, "\"name\":"); at; at = strstr(at, "\"name\":")) {
        at += strcspn(at, ":") + 1;
        at += strcspn(at, "\"") + 1;
        found = format(f, "%s%s%.*s", found, *found ? " " : "", (int)strcspn(at, "\""), at);
    }
    assert_string_equal(found, names);
}

static void test_hits_say_what_was_found(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateOrganisation",
           "{'organisationId': 'kbh', 'organisation': {'title': 'Københavns Kommune', 'kind': 'KIND_MUNICIPALITY',"
           " 'regionCode': 'DK', 'titles': [{'languageCode': 'en', 'text': 'City of Copenhagen'}],"
           " 'identifiers': [{'scheme': 'DK-CVR', 'value': '64942212'}]}}",
           "OK");
    expect_reply(
        f, "SearchResources", "{'query': 'koebenhavns'}",
        "{'hits': [{'name': 'organisations/kbh', 'kind': 'Organisation', 'title': 'Københavns Kommune', 'regionCode': 'DK',"
        " 'field': 'title', 'excerpt': 'Københavns Kommune'}], 'nextPageToken': '', 'moreMatches': false}");
    expect_reply(
        f, "SearchResources", "{'query': 'city copen'}",
        "{'hits': [{'name': 'organisations/kbh', 'kind': 'Organisation', 'title': 'Københavns Kommune', 'regionCode': 'DK',"
        " 'field': 'titles.text', 'excerpt': 'City of Copenhagen'}]}");
    expect_reply(
        f, "SearchResources", "{'query': 'DK-CVR 64 94 22 12'}",
        "{'hits': [{'name': 'organisations/kbh', 'kind': 'Organisation', 'title': 'Københavns Kommune', 'regionCode': 'DK',"
        " 'field': 'identifiers.value', 'excerpt': '64942212'}]}");
    assert_true(*reply_string(f, "readTime"));
}

static void test_codes(void **state)
{
    struct fixture *f = *state;
    given_organisations(f, "a");
    given_process(f);
    expect(f, "UpdateProcess",
           "{'process': {'name': 'processes/p', 'cpvCodes': ['45233000-9', '44113000'],"
           " 'nutsCodes': [{'code': 'DK02', 'version': 2021}]}}",
           "OK");
    static const char *const queries[] = {"45233000", "45233000-9", "CPV 45233000-9", "4523", "44113000", "DK02", "dk0"};
    for (size_t i = 0; i < COUNT(queries); i++)
        expect_names(f, "SearchResources", queries[i], "processes/p");
    expect_names(f, "SearchResources", "45233001", "");
    expect_names(f, "SearchResources", "5233000", "");
}

static void test_violations_come_together(void **state)
{
    struct fixture *f = *state;
    expect(f, "SearchResources", "{}", "INVALID_ARGUMENT query:REQUIRED");
    expect(f, "SearchResources", "{'query': '   '}", "INVALID_ARGUMENT query:NO_WORDS");
    expect(f, "SearchResources", "{'query': '🙂', 'pageToken': 'x'}", "INVALID_ARGUMENT query:NO_WORDS");
    expect(f, "SearchResources", "{'query': 'x', 'pageSize': -1}", "INVALID_ARGUMENT page_size:NEGATIVE");
    expect(f, "SearchResources", "{'query': 'x', 'pageToken': 'x'}", "INVALID_ARGUMENT page_token:PAGE_TOKEN");
    expect(f, "SearchResources", "{'query': 'x', 'kinds': ['Source', 'Nothing', 'AccessKey', 'SigningKey']}",
           "INVALID_ARGUMENT kinds[1]:KIND kinds[2]:NOT_SEARCHED kinds[3]:NOT_SEARCHED");
    expect(f, "SearchResources", "{'query': 'a b c d e f g h i j k l m n o p q'}", "INVALID_ARGUMENT query:TOO_MANY_WORDS");
    char query[202];
    memset(query, 'x', sizeof query - 1);
    query[sizeof query - 1] = '\0';
    expect(f, "SearchResources", format(f, "{'query': '%s'}", query), "INVALID_ARGUMENT query:TOO_LONG");
    expect(f, "SearchResources", format(f, "{'query': '%s'}", query + 1), "OK");
    expect(f, "SearchResources", "{'query': 'x', 'kinds': ['process-model', 'Source']}", "OK");
}

static void test_writes_are_found_at_once_and_deleted_ones_no_more(void **state)
{
    struct fixture *f = *state;
    expect(f, "CreateSource", "{'sourceId': 's', 'source': {'title': 'Første udgave', 'note': 'Om vand'}}", "OK");
    expect_names(f, "SearchResources", "forste vand", "sources/s");
    expect(f, "UpdateSource", "{'source': {'name': 'sources/s', 'title': 'Anden udgave'}}", "OK");
    expect_names(f, "SearchResources", "forste", "");
    expect_names(f, "SearchResources", "anden vand", "sources/s");
    expect(f, "DeleteSource", "{'name': 'sources/s'}", "OK");
    expect_names(f, "SearchResources", "anden", "");
    expect_reply(f, "CheckStore", "{}", "{'differences': []}");
}

static void test_imports_are_found(void **state)
{
    struct fixture *f = *state;
    expect(f, "StartImport", "{}", "OK");
    const char *import = reply_string(f, "name");
    expect(f, "AppendImport",
           format(f,
                  "{'name': '%s', 'lines': [{'line': 1, 'resource': {'@type': 'hensigt.v1.Source', 'name': 'sources/x',"
                  " 'title': 'Indlæst kilde'}}]}",
                  import),
           "OK");
    expect(f, "CheckImport", format(f, "{'name': '%s'}", import), "OK");
    expect_names(f, "SearchResources", "indlaest", "");
    expect(f, "CommitImport", format(f, "{'name': '%s'}", import), "OK");
    expect_names(f, "SearchResources", "indlaest", "sources/x");
    expect_reply(f, "CheckStore", "{}", "{'differences': []}");
}

/* An intention that only partners see: neither it, nor its words, nor that there is a further page shows to others. */
static void test_hidden_intentions_stay_hidden(void **state)
{
    struct fixture *f = *state;
    given_organisations(f, "a b c");
    given_process(f);
    given_member(f, "a", "PARTNER");
    given_member(f, "b", "PARTNER");
    given_key(f, "stranger", "READER", "");
    given_key(f, "editor", "CENTRE_EDITOR", "'centres': ['centres/c']");
    expect(f, "CreateIntention",
           "{'intentionId': 'hidden', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p',"
           " 'level': 'LEVEL_DECLARATION', 'requirement': 'Genbrugsbeton i hemmelighed', 'visibility': 'VISIBILITY_PARTNERS'}}",
           "OK");
    expect(f, "CreateIntention",
           "{'intentionId': 'open', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p',"
           " 'level': 'LEVEL_DECLARATION', 'requirement': 'Genbrugsbeton i alle veje', 'visibility': 'VISIBILITY_PUBLIC'}}",
           "OK");
    static const char *const insiders[] = {"SearchResources", "SearchResources as a", "SearchResources as b",
                                           "SearchResources as editor"};
    static const char *const outsiders[] = {"SearchResources as c", "SearchResources as stranger"};
    for (size_t i = 0; i < COUNT(insiders); i++) {
        expect_names(f, insiders[i], "genbrugsbeton", "intentions/hidden intentions/open");
        expect_names(f, insiders[i], "hemmelighed", "intentions/hidden");
    }
    for (size_t i = 0; i < COUNT(outsiders); i++) {
        expect_names(f, outsiders[i], "genbrugsbeton", "intentions/open");
        expect_names(f, outsiders[i], "hemmelighed", "");
        assert_null(strstr(reply_text(f), "emmelig"));
        expect_reply(f, outsiders[i], "{'query': 'genbrugsbeton', 'pageSize': 1}",
                     "{'hits': [{'name': 'intentions/open', 'kind': 'Intention', 'title': 'Genbrugsbeton i alle veje',"
                     " 'regionCode': '', 'field': 'requirement', 'excerpt': 'Genbrugsbeton i alle veje'}],"
                     " 'nextPageToken': '', 'moreMatches': false}");
        expect_reply(f, outsiders[i], "{'query': 'hemmelighed', 'kinds': ['Intention']}", "{'hits': [], 'nextPageToken': ''}");
    }
}

/* A page's token of one caller is of no use to another who sees less. */
static void test_a_token_shows_no_more_than_its_bearer_sees(void **state)
{
    struct fixture *f = *state;
    given_organisations(f, "a");
    given_process(f);
    given_key(f, "stranger", "READER", "");
    static const char *const ids[] = {"x1", "x2", "x3"};
    for (size_t i = 0; i < COUNT(ids); i++)
        expect(f, "CreateIntention",
               format(f,
                      "{'intentionId': '%s', 'intention': {'organisation': 'organisations/a', 'process': 'processes/p',"
                      " 'level': 'LEVEL_DECLARATION', 'requirement': 'Beton', 'visibility': 'VISIBILITY_%s'}}",
                      ids[i], i == 1 ? "PARTNERS" : "PUBLIC"),
               "OK");
    expect(f, "SearchResources", "{'query': 'beton', 'pageSize': 1}", "OK");
    const char *token = reply_string(f, "nextPageToken");
    expect(f, "SearchResources as stranger", format(f, "{'query': 'beton', 'pageSize': 1, 'pageToken': '%s'}", token), "OK");
    assert_non_null(strstr(reply_text(f), "intentions/x3"));
    assert_null(strstr(reply_text(f), "nextPageToken"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_hits_say_what_was_found),
        TEST(test_codes),
        TEST(test_violations_come_together),
        TEST(test_writes_are_found_at_once_and_deleted_ones_no_more),
        TEST(test_imports_are_found),
        TEST(test_hidden_intentions_stay_hidden),
        TEST(test_a_token_shows_no_more_than_its_bearer_sees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
