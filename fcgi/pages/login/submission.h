/* SPDX-License-Identifier: ISC */
/* The login form and what was sent with it; shared by this folder, and by the
 * pages that show the form in the place of another. */
#ifndef OTPGATE_FCGI_PAGES_LOGIN_SUBMISSION_H
#define OTPGATE_FCGI_PAGES_LOGIN_SUBMISSION_H

#include "fcgi/gate/limiter.h"
#include "fcgi/gate/repeats.h"
#include "fcgi/gate/seats.h"
#include "fcgi/pages/login/page.h"
#include "fcgi/pages/ticket/ticket.h"
#include "fcgi/server/server.h"
#include "fcgi/web/form_request.h"
#include "fcgi/web/news.h"
#include "fcgi/web/person.h"
#include "fcgi/web/redirect.h"
#include "lib/login/run.h"
#include "lib/record/session.h"

#define LOGIN_BODY_MAX 98304 /* bytes of a form */
#define LOGIN_FORM "login"   /* who are you */
#define LOGIN_STEP "step-up" /* you are logged in; your code now */

enum login_field {
	LOGIN_USER,
	LOGIN_PASSWORD,
	LOGIN_CODE,
	LOGIN_RECOVERY,
	LOGIN_RD,
	LOGIN_NEED,
	LOGIN_BIND,
	LOGIN_KEPT,
	LOGIN_ONCE,
	LOGIN_CSRF,
	LOGIN_FIELDS
};

/* One submission on its way through the threads. */
struct login {
	struct form_request form; /* of these fields: */
	struct form_field field[LOGIN_FIELDS];
	struct og_requirement need;
	bool step_up;		   /* for the session of "token" */
	bool ended;		   /* that session is no more */
	bool device_sent;	   /* "device" was in a cookie */
	bool recognized;	   /* the record of its user knows it */
	struct limiter_who who;	   /* sends this */
	struct limiter_debt debt;  /* charged for it, until it is no failure */
	struct seat seat, hashing; /* that it holds */
	struct repeats *repeats;   /* of the gate, with a place in it */
	struct repeat_key repeat;  /* this form, if it comes again */
	struct repeat_place place;
	void (*again)(struct exchange *x); /* when it is its turn */
	bool known;			   /* "user" was read */
	bool shadow;			   /* no record counts what was typed */
	bool unready;			   /* nothing could be committed */
	bool waiting;			   /* within a wait */
	int64_t wait_until;	  /* known browser: 0, or when it may again */
	char typed[OG_NAME_SIZE]; /* folded; "" when it is no name */
	char name[OG_NAME_SIZE];  /* the same; with "step_up" the record's */
	struct og_session_token token;
	struct og_device_token device;	 /* of the cookie */
	struct og_device_token known_as; /* of the next one */
	enum og_err err;		 /* of the machinery */
	struct og_attempt attempt;
	struct og_user user;
	struct og_decision decision;
	struct og_login_run run;	       /* of these three */
	uint8_t secret[OG_SESSION_SECRET_LEN]; /* of the new session */
};

/* --- submission.c --- */

/* The name that was typed, trimmed and folded; or the one that the web server
 * vouches for, folded alone.  What og_name_read says; else "out" is "". */
enum og_err login_read_name(const struct exchange *x, const struct login *l,
    char out[OG_NAME_SIZE]) OG_MUST_CHECK;

/* What "l" was sent with, for showing the form again: the name as it was typed
 * and never one that was looked up, and no secret. */
struct login_page login_page_again(const struct login *l);

/* Wipes and frees a struct login. */
void login_free(void *l);

/* --- need.c --- */

/* Reads the demand "words" (canonical, as in Otpgate-Need; NULL is none) and
 * writes them anew; what is not understood demands nothing. */
void login_need_read(const char *words, struct og_requirement *need,
    char out[OG_REQUIREMENT_MAX]);

/* False when no code that "u" could ever give meets "need". */
bool login_need_is_possible(
    const struct og_user *u, const struct og_requirement *need, int64_t now);

/*
 * The bytes under a form token: the pre-session, the session for a step-up
 * (else NULL), and what is demanded, so that none can be exchanged.
 */
#define LOGIN_BOUND_MAX (OG_PRE_LEN + OG_DIGEST_LEN + OG_REQUIREMENT_MAX)
size_t
login_bound(const struct og_pre *pre, const uint8_t session[OG_DIGEST_LEN],
    const char *need, uint8_t out[LOGIN_BOUND_MAX]);

/* True when "rd" is acceptable as a target. */
bool login_may_lead_to(const struct exchange *x, const char *rd);

/* --- parts.c --- */

/* True for what our own tokens and sealed texts look like. */
bool login_is_token_text(const char *s, size_t max);

/* Append to the page: as whom one is logged in; the kinds of code that are
 * needed (0: any new one); news, which may be none; news, note and message;
 * the ways to go that are no form. */
void login_put_who(struct exchange *x, const char *name);
void login_put_need(struct exchange *x, unsigned factors);
void login_put_news(struct exchange *x, const struct login_news *news);
void login_put_message(struct exchange *x, const struct login_page *p);
void
login_put_ways_out(struct exchange *x, const struct login_page *p, bool logout);

/* Links to the page at "address" (which takes the same query as the login) in
 * other languages; none while a form is kept, which they would lose. */
void login_put_languages(
    struct exchange *x, const struct login_page *p, const char *address);

/* For who came in by a recovery code, a link to set up another authenticator;
 * nothing where users cannot.  True: it is there. */
bool login_put_replace(struct exchange *x, const struct news *n);

/* The same, and the way on. */
void
login_put_ways_on(struct exchange *x, const struct news *n, const char *way);

/* "You are logged in as": shown when the session of this browser already
 * satisfies the requirement. */
void login_page_in(
    struct exchange *x, const struct person *h, const struct login_page *p);

/* The page that says which kind of code is missing, to "u" (NULL: anybody):
 * status 403. */
void login_page_kind(struct exchange *x, const struct og_user *u,
    const struct og_requirement *need, const struct login_page *p);

/* Appends the address of this page: "fresh" asks for everything.  Where it
 * leads is left out when that is too long for the query of an address. */
void login_page_address(const struct exchange *x, const struct login_page *p,
    bool fresh, struct og_buf *out);

/* The same of the page that tells the news.  False when it cannot say where it
 * leads. */
bool login_news_address(
    const struct exchange *x, const struct login_page *p, struct og_buf *out);

/* --- limits.c --- */

/*
 * Before the user is looked up: charges whoever sends this for a failure, and
 * takes a seat among the logins under way.  LOGIN_MAY_TRY, or why not, with
 * *seconds to wait after failures.
 */
enum login_limits { LOGIN_MAY_TRY, LOGIN_TOO_MANY, LOGIN_CROWDED };
enum login_limits
login_limits_enter(struct exchange *x, struct login *l, unsigned *seconds);

/* It was no failure, or nobody could have been tried now: takes back the
 * charge. */
void login_limits_forgive(const struct exchange *x, struct login *l);

/* A seat in the queue of those that wait for a hash; false: there is none. */
bool login_limits_may_hash(const struct exchange *x, struct login *l);

/* Until when there is a wait after failures on a name that no record counts
 * for, or 0: it is as long as if there were one. */
int64_t login_limits_shadow(const struct exchange *x, const struct login *l);

/* Counts a failure where no record does.  Whatever failed, the address has paid
 * for an attempt that came as far as a decision. */
void login_limits_charge(const struct exchange *x, struct login *l);

/* A seat alone, for a form that is decided already or just now. */
bool login_limits_sit(struct exchange *x, struct login *l);

/* --- outcome.c --- */

/* How it was decided, for those that come after it, also when our machinery has
 * failed: the same form costs as little whoever is named.  Or that it was not
 * decided. */
void login_repeat_tell(struct login *l);
void login_repeat_leave(struct login *l);

/* Takes over what login_repeat_tell has kept as "data".  True: it was a
 * success, of the session "l->secret"; false: a failure. */
bool
login_outcome_recall(struct login *l, const uint8_t data[REPEATS_DATA_MAX]);

/* --- repeat.c --- */

/*
 * Whether this form is to be decided now.  False when it has come before, from
 * the same browser: then it is answered as that one was, now or when that one
 * has been, on another thread, and "x" is no longer the caller's.  "again" is
 * called when it is its turn after all.
 */
bool login_repeat_is_first(
    struct exchange *x, struct login *l, void (*again)(struct exchange *x));

/* --- ready.c --- */

/*
 * Whether an attempt may be evaluated at all: it can be committed, nothing is
 * owed, and the log takes lines where it must (else OG_ERR_AGAIN).  The same
 * for everybody; OG_OK, or the answer is that of login_answer_unready.
 */
enum og_err login_ready(struct exchange *x) OG_MUST_CHECK;

/* After the commit of an attempt has failed: notes what it owes. */
void login_owes(struct exchange *x, const struct login *l);

/* --- refusal.c --- */

/* These finish the exchange.  The failure of an attempt; before anything was
 * decided: there is no seat, nothing could be committed, or whoever sends this
 * has to wait; the session for which it was sent is no more, which is no
 * failure. */
void login_answer_failure(struct exchange *x, const struct login *l);
void login_answer_busy(struct exchange *x, struct login *l);
void login_answer_unready(struct exchange *x, struct login *l, enum og_err err);
void
login_answer_too_many(struct exchange *x, struct login *l, unsigned seconds);
void login_answer_ended(struct exchange *x, const struct login *l);

/* --- answer.c --- */

/* Answers what was decided and finishes the exchange. */
void login_answer(struct exchange *x, struct login *l);

/* The same for an attempt that was decided and could not be committed: whoever
 * sent it sees no difference, the log does. */
void login_answer_uncommitted(struct exchange *x, struct login *l);

/* --- attempt.c, done.c --- */

/* Decides the submission in x->state and finishes the exchange. */
void login_attempt(struct exchange *x);

/* The answer to a success: cookies, news, and the way on.  False when there
 * can be no cookie. */
bool login_done(struct exchange *x, struct login *l);

/* Its second half, for a session "t" of l->user that there is: the kept form,
 * or the way on. */
void login_go_on(
    struct exchange *x, struct login *l, const struct og_session_token *t);

/* --- news.c --- */

/* What there is to be known after the login "l", if it was a success. */
void login_learn(const struct login *l, struct news *n);

/* True when it is worth a page. */
bool login_is_news(const struct news *n);

/* Adds a sentence, or all that is in "n"; "account": there is a page where the
 * user can do something about it. */
void login_say(struct login_news *to, enum word word, uint64_t count, bool on);
void login_say_news(struct login_news *to, const struct news *n, bool account);

/* Answers with a redirect to the page that tells "n" to the session
 * "l->secret", and goes on to where "l" leads.  False, with nothing answered,
 * when no address or cookie can carry that. */
bool login_news_send(
    struct exchange *x, const struct login *l, const struct news *n);

/* --- way.c --- */

/* What the query of this page, or of that one, says. */
struct login_query {
	char rd[REDIRECT_MAX + 1];
	char need[OG_REQUIREMENT_MAX];
	char bind[TICKET_BIND_MAX + 1];
	char fresh[2];
};

/* Reads it.  Demands that are not understood are dropped, and so are targets
 * that are not acceptable.  Returns it as a page, which points into "q". */
struct login_page login_query_read(const struct exchange *x,
    struct login_query *q, struct og_requirement *need);

/* Appends where "p" leads at once, for the session "t", and where a link may
 * lead later. */
void login_find_way(struct exchange *x, const struct og_session_token *t,
    const struct login_page *p, struct og_buf *now, struct og_buf *later);

/* --- stale.c --- */

/* Answers a form whose token is no longer good, and finishes the exchange:
 * its person goes on with the session that this browser has, if that is
 * enough; everybody else gets a new form. */
void login_stale(struct exchange *x, struct login *l);

/* True when another login would change nothing: the demands are met, or only
 * the groups are not. */
bool login_is_enough(struct exchange *x, const struct person *h,
    const struct og_requirement *need);

#endif
