/* What makes the steps of each kind: one function for a row or several. */
#ifndef TESTS_MODEL_GENERATE_H
#define TESTS_MODEL_GENERATE_H

#include "steps.h"

typedef void generate(const struct world *w, struct dice *dice, struct step *s);

generate generate_create_organisation, generate_update_organisation, generate_merge_organisations, generate_succeed_organisation;
generate generate_create_centre, generate_activate_centre, generate_change_centre, generate_create_grant, generate_annul_grant;
generate generate_create_membership, generate_change_membership;
generate generate_create_process, generate_change_process, generate_create_event;
generate generate_create_intention, generate_draft_intention, generate_confirm_intention, generate_reject_intention,
    generate_withdraw_intention, generate_annul_intention;
generate generate_create_instrument, generate_draft_instrument, generate_activate_instrument, generate_end_instrument,
    generate_revise_instrument, generate_sign_instrument;
generate generate_reaffirm_signature, generate_withdraw_signature, generate_annul_signature;
generate generate_create_purchase, generate_change_purchase, generate_award_purchase;
generate generate_ask_members, generate_ask_process, generate_ask_signatures, generate_ask_intention, generate_ask_list,
    generate_ask_memberships;
generate generate_wait, generate_nothing;

#endif
