/* SPDX-License-Identifier: ISC */
/* HTML pages: one frame, one style, every header that a page needs. */
#ifndef OTPGATE_FCGI_WEB_PAGE_H
#define OTPGATE_FCGI_WEB_PAGE_H

#include "fcgi/server/server.h"
#include "fcgi/words/words.h"

/*
 * Begins a page in x->response.body and sets status and headers.  "form": the
 * page sends a form to us (it then needs to tell its origin).
 */
void page_begin(struct exchange *x, int status, enum word title, bool form);

/*
 * The same for a page whose form goes to the application.  The policy of a
 * page also governs where the answer to its form leads, and the application
 * may lead to a bank: any place with https is allowed.
 */
void page_begin_resend(struct exchange *x, int status, enum word title);

/* Ends it. */
void page_end(struct exchange *x);

/* --- what stands on it, in the reader's language --- */

/* A sentence alone, or as a paragraph; "args" may be NULL. */
void
page_words(struct exchange *x, enum word word, const struct words_args *args);
void page_sentence(
    struct exchange *x, enum word word, const struct words_args *args);

/* A hint in small letters, with an id (NULL: without). */
void page_hint(struct exchange *x, enum word word, const char *id);

/* A failure, shown as one, and how many seconds to wait (0: it is not said).
 * PAGE_ALERT is the id of its words, for the fields that it is about. */
#define PAGE_ALERT "alert"
void page_alert(struct exchange *x, enum word word, int64_t wait);

/* What was wrong with a form that was sent, in an element "wrong"; nothing for
 * WORD_NONE. */
void page_wrong(struct exchange *x, enum word word);

/* A field of a form, with its label; "name" is its id, too, and "more" our own
 * attributes. */
void page_input(
    struct exchange *x, enum word label, const char *name, const char *more);

/* Loads the script (page.js), which waits until the page is there.  It sends
 * the form of an input with "data-send" when its digits are complete, counts
 * down what page_alert and page_error_wait say, and shows the buttons of
 * page_copy.  Once on a page, behind page_begin: what stands last in the card
 * has no room below. */
void page_script(struct exchange *x);

/* A button that copies the field or the list with this id; without a script
 * there is none. */
void page_copy(struct exchange *x, const char *id);

/* A link to "address" that looks like a button. */
void page_button(struct exchange *x, const char *address, enum word label);

/*
 * Links to the page at "address" in the other languages of the setting, which
 * take along "n" fields of its query; nothing where there is one language.
 * Only for pages that a GET shows again.  They are buttons of a form, so that
 * a long destination is written once.
 */
struct page_field {
	const char *name;  /* of ours */
	const char *value; /* anything */
};
void page_languages(struct exchange *x, const char *address,
    const struct page_field *fields, size_t n);

/* --- whole pages --- */

/* A heading, a sentence, and the way to the login page of this site. */
void
page_error(struct exchange *x, int status, enum word title, enum word text);

/* The same with another way on. */
void page_error_way(struct exchange *x, int status, enum word title,
    enum word text, const char *address, enum word label);

/* 503: too many do what is slow at once. */
void page_busy(struct exchange *x);

/* 429: the same, and how long to wait, for programs, too.  "address" NULL: the
 * way on is to the login page. */
void page_error_wait(struct exchange *x, enum word title, enum word text,
    unsigned seconds, const char *address, enum word label);

/* --- answers that are no pages --- */

/* When to come back, for programs: the seconds that the page says, or
 * PAGE_SOON where it says "a few". */
#define PAGE_SOON 2
void page_retry_after(struct exchange *x, int64_t seconds);

/* The headers that every answer has, for answers that are not pages. */
void page_plain_headers(struct exchange *x, const char *type);

/* The same for what never changes at its address: browsers may keep it. */
void page_lasting_headers(struct exchange *x, const char *type);

/* A redirect: 302 or 303. */
void page_redirect(struct exchange *x, int status, const char *location);

/* A redirect that takes the form along: 307.  The next request still says
 * which site the form is from, which "no-referrer" would make "null". */
void page_send_on(struct exchange *x, const char *location);

#endif
