/* A small model of the rules of the field, of the service's contract alone: plain arrays and enums, none of the service's code.
 *
 * The world is what the registry knows, as one value: a copy of it is what was known at a moment. A step is one call; the model
 * says how it must end and what the reply must hold, and does to the world what the call does to the registry. */
#ifndef TESTS_MODEL_MODEL_H
#define TESTS_MODEL_MODEL_H

#include "when.h"

#include <stddef.h>

enum {
    ORGANISATIONS = 8,
    SIGNATORIES = 4, /* so many of them, the first ones, have a key of their own */
    CENTRES = 4,
    PROCESSES = 4,
    PARTNERSHIPS = PROCESSES + CENTRES, /* that of process p, then that of centre c */
    MEMBERSHIPS = 48,
    EVENTS = 6,
    INTENTIONS = 40,
    INSTRUMENTS = 6,
    SIGNATURES = 48,
    PURCHASES = 16,
    GRANTS = 6,
    SOURCES = 2, /* one published on a day, one undated */
    MODELS = 2,
    MODEL_STEPS = 4,
    MODEL_GATES = 2,
    RUNS = 16,
    NONE = -1,
    LONG_AGO = 1000, /* in days: before whatever the steps say of anything */
};

/* The numbers of the contract. */
enum role {
    OWNING = 1,
    PARTNER = 4,
    NEED_OWNER = 7,
    SUPPORTER = 11,
};
enum level { COMMITMENT = 1, DECLARATION = 2 };
enum kind { BY_KEY = 1, BY_DOCUMENT = 2 };
enum unit { NO_UNIT, KILOGRAM, TONNE, UNITS };
enum currency { NO_CURRENCY, DANISH, NORWEGIAN, CURRENCIES };
enum gate_kind { NEED_OWNERS = 1, MEMBERS, EVENTS_HELD, COMMITMENTS, DECLARATIONS, INSTRUMENT_ACTIVE };
enum capacity { SIGNATORY = 1, SUPPORTING = 2 };

/* What every resource has. */
struct entry {
    bool made;
    bool deleted;
    int version; /* counts its changes, from 1 */
    int day;     /* on which it was entered */
};

struct organisation {
    struct entry entry;
    int merged; /* the organisation it was merged into, or NONE */
    int n_successors;
    int successors[2];
    bool split;
    struct when from; /* the first day of the successors */
    struct when end;
};

enum centre_state { PLANNED, AT_WORK, MERGED, ENDED };
struct centre {
    struct entry entry;
    enum centre_state state;
    struct when open;
    struct when end;
    int merged;
    bool follows[CENTRES];
};

enum member_state { MEMBER_ACTIVE, MEMBER_ENDED, MEMBER_ANNULLED };
struct membership {
    struct entry entry;
    int partnership;
    int organisation;
    enum role role;
    struct when start;
    struct when end;
    enum member_state state;
};

struct gate {
    enum gate_kind kind;
    int minimum;
};
struct model_step {
    const char *key;
    bool first_purchase;
    int n_gates;
    struct gate gates[MODEL_GATES];
};
struct process_model {
    int n_steps;
    struct model_step steps[MODEL_STEPS];
};
extern const struct process_model process_models[MODELS];

enum process_state { DRAFT, OPEN, COMPLETED, CANCELLED };
enum run_state { RUNNING, RUN_COMPLETED, REVERTED, STOPPED };
struct run {
    int step;
    enum run_state state;
    struct when start;
    struct when end;
};
struct process {
    struct entry entry;
    int centre;
    int model;
    bool joinable;
    enum process_state state;
    struct when start;
    struct when end;
    int n_runs;
    struct run runs[RUNS];
};

struct event {
    bool made;
    int process;
    struct when date;
};

enum intention_state { I_DRAFT, I_SUBMITTED, I_CONFIRMED, I_REJECTED, I_PARTLY, I_FULFILLED, I_WITHDRAWN, I_ANNULLED };
struct intention {
    struct entry entry;
    int organisation;
    int process;
    enum level level;
    int replaced;
    bool partners_only;
    enum unit unit;
    int quantity;
    enum currency currency;
    int value;
    int revision;
    enum intention_state state;
    enum kind kind;
    struct when confirmed;
    struct when withdrawn; /* given once it is withdrawn, and stays so where it is annulled later */
    int n_signatures;
    int signatures[4];
};

enum instrument_state { L_DRAFT, L_OPEN, L_ACTIVE, L_SUPERSEDED, L_WITHDRAWN, L_ANNULLED };
enum { REVISIONS = 5 };
struct revision {
    struct when date;
    struct when reaffirm;
};
struct instrument {
    struct entry entry;
    int centre;
    int process; /* the one it is about, or NONE */
    bool joinable;
    struct when expire;
    int superseded; /* the instrument whose place it takes */
    enum instrument_state state;
    struct when active;
    struct when ending;
    int n_revisions;
    struct revision revisions[REVISIONS];
};

enum signature_state { S_ACTIVE, S_WITHDRAWN, S_ANNULLED };
struct signature {
    struct entry entry;
    int instrument;
    int organisation;
    enum capacity capacity;
    int revision; /* from 1 */
    struct when date;
    int reaffirmed; /* the signature of an earlier revision in whose place it stands */
    enum signature_state state;
    struct when withdrawn;
};

enum purchase_state { B_PLANNED, B_AWARDED, B_CANCELLED, B_ANNULLED };
enum { FULFILMENTS = 2, BUYERS = 2 };
struct fulfilment {
    int intention;
    enum unit unit;
    int quantity; /* of NO_UNIT: as a whole */
};
struct purchase {
    struct entry entry;
    int process;
    int n_buyers;
    int buyers[BUYERS];
    int n_fulfilments;
    struct fulfilment fulfilments[FULFILMENTS];
    enum purchase_state state;
    struct when award;
    struct when cancel;
};

struct grant {
    struct entry entry;
    int centre;
    int lowest;
    int highest;
    bool annulled;
};

struct world {
    int today;
    struct organisation organisations[ORGANISATIONS];
    struct centre centres[CENTRES];
    struct process processes[PROCESSES];
    struct entry partnerships[PARTNERSHIPS];
    struct membership memberships[MEMBERSHIPS];
    struct event events[EVENTS];
    struct intention intentions[INTENTIONS];
    struct instrument instruments[INSTRUMENTS];
    struct signature signatures[SIGNATURES];
    struct purchase purchases[PURCHASES];
    struct grant grants[GRANTS];
};

/* ---- steps ----------------------------------------------------------------------------------------------------------------- */

enum {
    CALLER_OWNER,
    CALLER_REGISTRAR,
    CALLER_READER,
    CALLER_EDITOR,                              /* of centre c: CALLER_EDITOR + c */
    CALLER_SIGNATORY = CALLER_EDITOR + CENTRES, /* of organisation o: CALLER_SIGNATORY + o */
    CALLERS = CALLER_SIGNATORY + ORGANISATIONS,
};
enum etag { NO_ETAG, ETAG_OF_NOW, ETAG_OF_FIRST };
enum { LINES = 3, SNAPSHOTS = 12 };

/** A signatory of a signing, and what it intends. */
struct line {
    int organisation;
    enum capacity capacity;
    int signature; /* the entry it makes */
    int intention; /* likewise, or NONE */
    enum level level;
    int quantity; /* in tonnes; 0 = not said */
};

/** One call. What a member means to a call is said where its request is written. */
struct step {
    int kind; /* a row of the table of steps */
    int caller;
    enum etag etag;
    int who; /* the resource it is about */
    int a;
    int b;
    int c;
    int d;
    bool flag;
    enum unit unit;
    int quantity;
    enum currency currency;
    int value;
    struct when date;
    struct when end;
    int n_lines;
    struct line lines[LINES];
    int moment; /* of a question: what was known at the snapshot, or NONE: now */
    int day;    /* of a question: the effective date */
};

/** Why a call is refused: a code, and "FIELD:REASON", "SUBJECT:REASON" or a reason alone. */
struct refusal {
    const char *code;
    char text[96];
};

/** How a call must end. Where there are refusals with several codes, the contract leaves open which of them is told. */
struct answer {
    int n_refusals; /* 0 = it ends well */
    struct refusal refusals[48];
    bool more_may_be_wrong; /* what is wrong or missing besides may be said too, or not: the model does not look at all of it */
    bool one_is_enough;     /* of what is wrong or missing, one thing is told */
    char reply[16000];      /* what the reply must hold, as JSON; "" = the model has no opinion */
};

/** Clears an answer: it ends well, and nothing is said of the reply. */
void begin_answer(struct answer *a);
bool is_fine(const struct answer *a);
/** Adds a refusal. */
void refuse(struct answer *a, const char *code, const char *format, ...) __attribute__((format(printf, 3, 4)));
void invalid(struct answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lack(struct answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Refuses because of the state of what the call is about; what is missing besides may be said too, or not. */
void wrong_state(struct answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Adds to what the reply must hold. */
void say(struct answer *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- what calls have in common --------------------------------------------------------------------------------------------- */

/** A date of a request: impossible ones are refused. */
void check_date(struct answer *a, const char *path, const struct when *date);
/** Whether an entry is there. */
bool is_there(const struct entry *entry);
/** Its making: refused where the id was used. */
bool may_make(struct answer *a, const struct entry *entry);
void make(struct world *w, struct entry *entry);
void touch(struct entry *entry);
/** NOT_FOUND, then a stale etag. */
bool find(struct answer *a, const struct entry *entry, const struct step *s);

/** Who may call, beside the owner: bits 1 << CALLER_REGISTRAR, 1 << CALLER_EDITOR, 1 << CALLER_SIGNATORY. */
bool has_role(struct answer *a, const struct step *s, unsigned roles);
/** Whether a caller's key is for this: an editor's for the centre, a signatory's for the organisation (NONE: for no one's). */
bool in_scope(const struct world *w, struct answer *a, const struct step *s, int centre, int organisation);

/** Who follows a body speaks for it from that day on, and not for the time before (R7). */
void check_voice(const struct world *w, struct answer *a, const struct step *s, int organisation, const struct when *date);

/* ---- bodies (R7) ----------------------------------------------------------------------------------------------------------- */

/** The entry that stays of what an organisation was merged into. */
int body_of(const struct world *w, int organisation);
/** The body that stands for it on a day: also its only successor from the succession on, unless it was split. */
int body_on(const struct world *w, int organisation, int day);
/** Refuses what is entered of an organisation for a date on which it had certainly ended. */
void check_alive(const struct world *w, struct answer *a, int organisation, const struct when *date);

/* ---- members --------------------------------------------------------------------------------------------------------------- */

/** Whether a membership holds on a day (R5). */
enum sure membership_holds(const struct membership *m, int day);
/** Distinct bodies that are members of a partnership for certain in one of two roles (the second may be 0). */
int certain_members(const struct world *w, int partnership, enum role role, enum role other, int day);
/** Whether a body is, or may be, a supporter of a process and certainly nothing else (R4). */
bool is_mere_supporter(const struct world *w, int organisation, int process, int day);
/** Whether a body becomes a mere supporter of a process where it holds an intention, or is about to: today, or on the day on which
 * that was confirmed. */
bool makes_supporter(const struct world *before, const struct world *after, int organisation, int process);
/** Whether a body has a membership as a supporter, under whichever of its names. */
bool supports(const struct world *w, int organisation, int process);
/** Which partnership an entry of the memberships belongs to, and which instrument one of the signatures: ids are theirs alone. */
int partnership_of(int membership);
int instrument_of(int signature);
/** The centre a partnership belongs to. */
int centre_of_partnership(const struct world *w, int partnership);

/* ---- intentions and signatures --------------------------------------------------------------------------------------------- */

/** How a signature stands on a day (R2). */
struct standing {
    enum sure signed_then; /* it had been signed by then */
    enum sure stands;
    bool unreaffirmed; /* it stands by a revision that no longer holds */
};
struct standing signature_stands(const struct world *w, int signature, int day);

/** Whether a signature is another one, or reaffirms it, directly or through others. */
bool descends_from(const struct world *w, int signature, int earlier);

/** Why an intention counts on a day, or not. */
struct counting {
    enum sure counts;
    enum sure confirmed;
    enum sure withdrawn;
    enum sure replaced;
    enum sure lapsed;
    bool unreaffirmed;
};
struct counting intention_counts(const struct world *w, int intention, int day);
/** Distinct bodies with an intention of a level that counts for certain. */
int certain_intenders(const struct world *w, int process, enum level level, int day);
/** How much of an intention is bought on a day, at least and at most; of one without a quantity 1 = all of it. */
int fulfilled_at_least(const struct world *w, int intention, int day);
int fulfilled_at_most(const struct world *w, int intention, int day);
/** How much of it is bought by awards that stand, whenever they were. */
int fulfilled_ever(const struct world *w, int intention);
/** Sets what follows from awards: the state of an intention. */
void settle(struct world *w, int intention);
/** Whether a caller sees an intention by what is known now. */
bool sees(const struct world *now, int caller, const struct intention *i);

/** Refuses because an intention refers to it, which is not named to who may not see it. */
void lack_intention(const struct world *w, struct answer *a, int caller, int intention);

/** Instruments about a process that are in force on a day for certain. */
int instruments_in_force(const struct world *w, int process, int day);

/* ---- views: what a reply must hold of a resource ---------------------------------------------------------------------------- */

void show_date(struct answer *a, const char *member, const struct when *date);
void show_organisation(const struct world *w, int organisation, struct answer *a);
void show_centre(const struct world *w, int centre, struct answer *a);
void show_process(const struct world *w, int process, struct answer *a);
void show_membership(const struct world *w, int membership, struct answer *a);
void show_intention(const struct world *w, int intention, struct answer *a);
void show_instrument(const struct world *w, int instrument, struct answer *a);
void show_signature(const struct world *w, int signature, struct answer *a);
void show_purchase(const struct world *w, int purchase, struct answer *a);

/* ---- the calls, each in its file -------------------------------------------------------------------------------------------- */

typedef void take(struct world *w, const struct step *s, struct answer *a);

take take_create_organisation, take_update_organisation, take_delete_organisation, take_merge_organisations,
    take_succeed_organisation;
take take_create_centre, take_activate_centre, take_merge_centre, take_end_centre, take_delete_centre;
take take_create_grant, take_annul_grant;
take take_create_membership, take_end_membership, take_annul_membership, take_delete_membership;
take take_create_process, take_update_process, take_delete_process, take_open_process, take_advance_process, take_revert_process,
    take_complete_process, take_cancel_process, take_create_event;
take take_create_intention, take_update_intention, take_delete_intention, take_submit_intention, take_confirm_intention,
    take_reject_intention, take_withdraw_intention, take_annul_intention;
take take_create_instrument, take_delete_instrument, take_open_instrument, take_activate_instrument, take_revise_instrument,
    take_withdraw_instrument, take_annul_instrument, take_sign_instrument;
take take_reaffirm_signature, take_withdraw_signature, take_annul_signature;
take take_create_purchase, take_delete_purchase, take_award_purchase, take_cancel_purchase, take_annul_purchase;

/** A question: answered from what was known (`then`) for what is to be seen now. */
typedef void ask(const struct world *then, const struct world *now, const struct step *s, struct answer *a);

ask ask_members, ask_demand, ask_process, ask_signatures, ask_intention;
/** Lists. */
ask ask_organisations, ask_centres, ask_processes, ask_memberships, ask_intentions, ask_instruments, ask_letter_signatures,
    ask_purchases;

#endif
