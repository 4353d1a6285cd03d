// SPDX-License-Identifier: ISC
/*
 * Style, logo, name and support text: the parts of every page that come from
 * the settings, made once for each reading of them.  The one script has its
 * hash in the policy, and nothing else is loaded from anywhere; readable at 320
 * pixels, in the dark, with a keyboard.
 */
#include "fcgi/web/frame.h"

#include <stdlib.h>
#include <string.h>

#include "fcgi/web/addresses.h"
#include "fcgi/web/html.h"
#include "fcgi/web/script.h"
#include "lib/crypto/base64url.h"
#include "lib/crypto/mac.h"
#include "lib/look/css.h"

#define CSP_MAX 16384
#define SCRIPT_MAX 512
#define VERSION_LEN 9 /* bytes of the hash in the address of the script */
#define STYLE_MAX (OG_CSS_MAX + 8192)
#define BRAND_MAX (OG_BASE64_SIZE(OG_LOGO_MAX) + 1024)
#define SUPPORT_MAX                                                            \
	(OG_SUPPORT_LINES_MAX * (OG_SUPPORT_LINE_MAX * 12 + 64) + 64)

/* Of "bg" and "card", in the light and in the dark. */
static const struct og_colour light_grounds[] = {
    {0xf4, 0xf5, 0xf7}, {0xff, 0xff, 0xff}};
static const struct og_colour dark_grounds[] = {
    {0x0f, 0x13, 0x18}, {0x18, 0x1d, 0x24}};

const char frame_style[] =
    ":root{color-scheme:light dark;--bg:#f4f5f7;--card:#fff;--text:#1b1f24;"
    "--dim:#57606a;--line:#8c959f;--main:#0b5cad;--fill:var(--main);--on:#fff;"
    "--bad:#a4161a;--badbg:#fdecec}"
    "@media(prefers-color-scheme:dark){:root{--bg:#0f1318;--card:#181d24;"
    "--text:#e6e9ed;--dim:#a3adb8;--line:#6b7682;--main:#7ab7ff;--on:#0f1318;"
    "--bad:#ffb3b3;--badbg:#3b1c1f}}"
    "*{box-sizing:border-box}[hidden]{display:none!important}"
    "body{margin:0;min-height:100vh;display:flex;flex-direction:column;"
    "align-items:center;justify-content:center;gap:1rem;padding:1rem;"
    "background:var(--bg);color:var(--text);"
    "font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
    "main{width:100%;max-width:24rem;background:var(--card);padding:1.75rem;"
    "border-radius:.75rem;box-shadow:0 1px 3px rgba(0,0,0,.2)}"
    "footer{max-width:24rem;text-align:center;font-size:.875rem;"
    "color:var(--dim)}footer p{margin:0}"
    ".site{margin:0 0 1rem;font-weight:600;color:var(--dim)}"
    ".site img{display:block;height:3rem;max-width:100%;object-fit:contain}"
    "h1{font-size:1.35rem;line-height:1.25;margin:0 0 1rem;"
    "text-wrap:balance;word-break:auto-phrase;hyphens:auto}"
    "label{display:block;font-weight:600;margin:1rem 0 .375rem}"
    /* a finger needs 44 pixels */
    "input,button,.button{min-height:2.75rem}"
    "input,textarea{width:100%;padding:.6rem .7rem;font:inherit;color:inherit;"
    "background:var(--bg);border:1px solid var(--line);border-radius:.4rem}"
    "input[aria-invalid]{border-color:var(--bad)}"
    "input.code{font-size:1.4rem;line-height:1.5rem;letter-spacing:.2em;"
    "font-variant-numeric:tabular-nums}"
    ".hint{margin:.375rem 0 0;font-size:.875rem;color:var(--dim)}"
    "button,.button{display:block;width:100%;margin:1.5rem 0 0;padding:.7rem;"
    "font:inherit;font-weight:600;text-align:center;text-decoration:none;"
    "color:var(--on);background:var(--fill);border:1px solid var(--main);"
    "border-radius:.4rem;cursor:pointer}"
    ".second{margin-top:.75rem;color:var(--main);background:none;"
    "border-width:2px}"
    ":focus-visible{outline:3px solid var(--main);outline-offset:2px}"
    ".bad{display:flex;gap:.6rem;margin:0 0 1rem;padding:.7rem .8rem;"
    "color:var(--bad);background:var(--badbg);"
    "border-inline-start:4px solid var(--bad);border-radius:.25rem}"
    ".bad svg{flex:none;width:1.25rem;height:1.5rem;fill:none;"
    "stroke:currentColor;stroke-width:2;stroke-linecap:round}"
    "details{margin-top:.5rem}"
    "summary{cursor:pointer;padding:.625rem 0;color:var(--main)}"
    "summary+label{margin-top:.25rem}"
    "a{color:var(--main)}.ways{margin:.5rem 0 0}"
    ".ways a{display:inline-block;margin-inline-end:1.25rem;padding:.625rem 0}"
    /* a name of other letters keeps its own direction, and its place */
    "strong{unicode-bidi:plaintext}"
    ".qr{display:block;width:100%;max-width:16rem;margin:1rem auto}"
    /* what is to be copied: one tap takes all of it */
    ".secret{max-width:20ch;margin:1rem auto;text-align:center}"
    "ul.codes{width:max-content;max-width:100%;margin:1rem auto;padding:0;"
    "list-style:none}"
    "textarea{display:block;width:calc(16ch + 1.4rem + 2px);margin:auto;"
    "resize:none}button+.hint{margin-top:1rem}"
    ".secret,.codes,textarea{font-family:ui-monospace,monospace;"
    "user-select:all}"
    /* the account */
    "h2{font-size:1.1rem;line-height:1.25;margin:2rem 0 .5rem}"
    ".items{margin:0;padding:0;list-style:none}"
    ".items>li{padding:.75rem 0;border-top:1px solid var(--line)}"
    ".items button{width:auto;margin-top:.5rem;padding:.5rem .9rem;"
    "border-width:1px}summary span{font-size:1.1rem;font-weight:700}"
    /* long names of values leave room for these */
    "dl{display:grid;grid-template-columns:fit-content(45%) 1fr;"
    "gap:0 .75rem;margin:.375rem 0 0;font-size:.875rem;"
    "color:var(--dim)}dd{margin:0}"
    ".news{margin:0 0 1rem;padding:.7rem .8rem;background:var(--bg);"
    "border-inline-start:4px solid var(--main);border-radius:.25rem}"
    ".news p{margin:0}.news dl+p{margin-top:.375rem}"
    /* no more room below the last words than at their sides */
    "main>:last-child{margin-bottom:0}main>.ways{margin-bottom:-.625rem}"
    ".langs{display:flex;flex-wrap:wrap;justify-content:center;"
    "font-size:.875rem;color:var(--dim)}"
    "main>.langs{margin:1rem 0 -.75rem}"
    ".langs *{width:auto;margin:0;padding:.75rem .5rem;font:inherit;"
    "color:inherit;background:none;border:0}"
    ".langs button{color:var(--main)}"
    ".langs [aria-current]{font-weight:600;color:var(--text)}"
    "@media(max-width:26rem){main{padding:1.25rem}}"
    "@media print{:root{--bg:#fff;--card:#fff;--text:#000;--dim:#000}"
    "body{display:block;padding:0}main{max-width:none;padding:0;"
    "box-shadow:none}form,button,.button,.ways,.screen{display:none}}";

/* Gives *out what "b" has, and clears it.  False: there was no memory. */
static bool
keep(struct og_buf *b, char **out)
{
	*out = og_buf_err(b) == OG_OK ? strdup(og_buf_str(b)) : NULL;
	og_buf_clear(b);
	return *out != NULL;
}

/* --- style and policy --- */

/* An element with a style, whose hash goes into the policy. */
static bool
put_style(
    struct og_buf *style, struct og_buf *csp, const char *text, size_t len)
{
	char hash[OG_BASE64_SIZE(OG_MAC_LEN)];
	uint8_t digest[OG_MAC_LEN];

	if (og_sha256(text, len, digest) != OG_OK)
		return false;
	og_base64_encode(digest, sizeof(digest), hash);
	og_buf_printf(csp, " 'sha256-%s'", hash);
	og_buf_puts(style, "<style>");
	og_buf_put(style, text, len);
	og_buf_puts(style, "</style>\n");
	return true;
}

/* The accent as it is where text stands on it, and readable where it is text:
 * darker in the light, lighter in the dark. */
static void
put_accent(struct og_buf *b, struct og_colour accent)
{
	const struct og_colour black = {0, 0, 0}, white = {255, 255, 255};
	char fill[OG_COLOUR_SIZE], on[OG_COLOUR_SIZE];
	char light[OG_COLOUR_SIZE], dark[OG_COLOUR_SIZE];

	og_colour_format(accent, fill);
	og_colour_format(og_colour_on(accent), on);
	og_colour_format(og_colour_readable(
			     accent, black, light_grounds, 2, OG_CONTRAST_TEXT),
	    light);
	og_colour_format(og_colour_readable(
			     accent, white, dark_grounds, 2, OG_CONTRAST_DARK),
	    dark);
	og_buf_printf(b,
	    ":root{--fill:%s;--on:%s;--main:%s}"
	    "@media(prefers-color-scheme:dark){:root{--main:%s}}",
	    fill, on, light, dark);
}

/* All that has a hash.  A browser reads CR as LF before it computes one, and a
 * byte order mark, which some editors put first, as a part of the first rule.
 */
static bool
put_styles(const struct og_settings *s, const struct og_look *look,
    struct og_buf *style, struct og_buf *csp)
{
	static const char mark[3] = "\xef\xbb\xbf";
	struct og_buf text;
	size_t i = 0;
	bool ok;

	og_buf_init(&text, STYLE_MAX);
	og_buf_puts(&text, frame_style);
	if (s->look.has_accent)
		put_accent(&text, s->look.accent);
	ok = og_buf_err(&text) == OG_OK &&
	     put_style(style, csp, text.data, text.len);
	og_buf_reset(&text);
	if (look->css.len >= sizeof(mark) &&
	    memcmp(look->css.data, mark, sizeof(mark)) == 0)
		i = sizeof(mark);
	for (; i < look->css.len; i++)
		if (look->css.data[i] != '\r')
			og_buf_putc(&text, look->css.data[i]);
		else if (i + 1 == look->css.len ||
			 look->css.data[i + 1] != '\n')
			og_buf_putc(&text, '\n');
	ok = ok && og_buf_err(&text) == OG_OK &&
	     (text.len == 0 || put_style(style, csp, text.data, text.len));
	og_buf_clear(&text);
	return ok;
}

/* The element that loads the script, and its hash in the policy.  Its address
 * has the hash, too, so that browsers may keep it. */
static bool
make_script(struct gate_frame *frame, struct og_buf *csp)
{
	char hash[OG_BASE64_SIZE(OG_MAC_LEN)];
	char version[OG_BASE64URL_SIZE(VERSION_LEN)];
	uint8_t digest[OG_MAC_LEN];
	struct og_buf address, element;
	bool ok;

	if (og_sha256(script_text, strlen(script_text), digest) != OG_OK)
		return false;
	og_base64_encode(digest, sizeof(digest), hash);
	og_base64url_encode(digest, VERSION_LEN, version);
	og_buf_printf(csp, "; script-src 'sha256-%s'", hash);
	og_buf_init(&address, SCRIPT_MAX);
	og_buf_init(&element, SCRIPT_MAX);
	og_buf_printf(&address, ROUTE_SCRIPT "?v=%s", version);
	og_buf_printf(&element,
	    "<script src=\"" ROUTE_SCRIPT "?v=%s\" integrity=\"sha256-%s\" "
	    "defer></script>\n",
	    version, hash);
	ok = keep(&address, &frame->script_address);
	return keep(&element, &frame->script) && ok;
}

static bool
make_style(const struct og_settings *s, const struct og_look *look,
    struct gate_frame *frame)
{
	struct og_buf csp, style;
	bool ok;

	og_buf_init(&csp, CSP_MAX);
	og_buf_init(&style, STYLE_MAX);
	og_buf_puts(&csp, "default-src 'none'; style-src");
	ok = put_styles(s, look, &style, &csp);
	ok = make_script(frame, &csp) && ok;
	if (look->logo.len > 0)
		og_buf_puts(&csp, "; img-src data:");
	/* form-action also governs where the answer to a POST redirects to;
	 * which port our hosts have is not known here */
	og_buf_puts(&csp, "; " FRAME_FORM_ACTION "'self'");
	for (size_t i = 0; i < s->n_hosts; i++)
		og_buf_printf(&csp, " https://%s:*", s->hosts[i]);
	og_buf_puts(&csp, "; frame-ancestors 'none'; base-uri 'none'");
	ok = keep(&csp, &frame->csp) && ok;
	return keep(&style, &frame->style) && ok;
}

/* --- logo and name --- */

static bool
make_brand(const struct og_settings *s, const struct og_look *look,
    struct gate_frame *frame)
{
	const char *name = s->look.site_name;
	char *picture = NULL;
	struct og_buf b;

	og_buf_init(&b, BRAND_MAX);
	if (look->logo.len > 0) {
		picture = malloc(OG_BASE64_SIZE(look->logo.len));
		if (picture == NULL)
			return false;
		og_base64_encode(
		    (const uint8_t *)look->logo.data, look->logo.len, picture);
		og_buf_printf(&b,
		    "<p class=\"site\"><img src=\"data:%s;base64,",
		    look->logo_type);
		og_buf_puts(&b, picture);
		og_buf_puts(&b, "\" alt=\"");
		html_attr(&b, name[0] != '\0' ? name : s->issuer);
		og_buf_puts(&b, "\"></p>\n");
		free(picture);
	} else if (name[0] != '\0') {
		og_buf_puts(&b, "<p class=\"site\"><bdi>");
		html_text(&b, name);
		og_buf_puts(&b, "</bdi></p>\n");
	}
	return keep(&b, &frame->brand);
}

/* --- support text --- */

/* What may stand in an address; the rest ends it. */
#define ADDRESS                                                                \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"       \
	"-._~:/?#@!$&*+,;=%"
#define ENDS ".,;:!?" /* of a sentence, not of the address before */
#define MAILTO "mailto:"

/* The length of the address that begins at "s"; 0: none does. */
static size_t
address_length(const char *s)
{
	static const char *const schemes[] = {"https://", "http://", MAILTO};
	size_t n = strspn(s, ADDRESS);

	while (n > 0 && strchr(ENDS, s[n - 1]) != NULL)
		n--;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (n > strlen(schemes[i]) &&
		    strncmp(s, schemes[i], strlen(schemes[i])) == 0)
			return n;
	return 0;
}

/* "len" bytes of "s", shortened to a string, escaped. */
static void
put_part(struct og_buf *b, const char *s, size_t len, bool attribute)
{
	char part[OG_SUPPORT_LINE_MAX + 1];

	memcpy(part, s, len);
	part[len] = '\0';
	if (attribute)
		html_attr(b, part);
	else
		html_text(b, part);
}

/* A line, of at most OG_SUPPORT_LINE_MAX bytes, with its addresses as links.
 * One begins where a word does. */
static void
put_line(struct og_buf *b, const char *line)
{
	size_t begin = 0, at = 0, n, front;

	while (line[at] != '\0') {
		n = at == 0 || strchr(" (<\"'", line[at - 1]) != NULL
			? address_length(line + at)
			: 0;
		if (n == 0) {
			at++;
			continue;
		}
		put_part(b, line + begin, at - begin, false);
		front = strncmp(line + at, MAILTO, strlen(MAILTO)) == 0
			    ? strlen(MAILTO)
			    : 0;
		og_buf_puts(b, "<a rel=\"noreferrer\" href=\"");
		put_part(b, line + at, n, true);
		og_buf_puts(b, "\">");
		put_part(b, line + at + front, n - front, false);
		og_buf_puts(b, "</a>");
		begin = at += n;
	}
	put_part(b, line + begin, at - begin, false);
}

static bool
make_support(const struct og_settings *s, struct gate_frame *frame)
{
	const struct og_look_settings *look = &s->look;
	struct og_buf b;

	og_buf_init(&b, SUPPORT_MAX);
	for (size_t i = 0; i < look->n_support; i++) {
		og_buf_puts(&b, i == 0 ? "<footer>\n" : "");
		og_buf_puts(&b, "<p dir=\"auto\">");
		put_line(&b, look->support[i]);
		og_buf_puts(&b, "</p>\n");
	}
	og_buf_puts(&b, look->n_support > 0 ? "</footer>\n" : "");
	return keep(&b, &frame->support);
}

bool
frame_make(const struct og_settings *s, const struct og_look *look,
    struct gate_frame *frame)
{
	return make_style(s, look, frame) && make_brand(s, look, frame) &&
	       make_support(s, frame);
}
