/* SPDX-License-Identifier: ISC */
/* Tests of lib/look/ and lib/conf/look.c: colours that can be read, pictures
 * and style sheets that are nothing else. */
#include <string.h>

#include "check_folder.h"
#include "check_main.h"
#include "lib/conf/look.h"
#include "lib/crypto/crc.h"
#include "lib/look/css.h"
#include "lib/look/png.h"
#include "lib/look/svg.h"

/* --- colours --- */

static struct og_colour
colour(const char *s)
{
	struct og_colour c;

	ck_assert_ok(og_colour_parse(s, &c));
	return c;
}

START_TEST(reads_six_digits_and_nothing_else)
{
	static const char *const bad[] = {"", "#", "0b5cad", "#fff", "#0b5ca",
	    "#0b5cadd", "#0b5cag", "#0b5ca ", " #0b5cad", "blue", "#0b5cad;}",
	    "#-b5cad"};
	char text[OG_COLOUR_SIZE];
	struct og_colour c;

	og_colour_format(colour("#0B5cAd"), text);
	ck_assert_str_eq(text, "#0b5cad");
	for (int i = 0; i < CHECK_COUNT(bad); i++)
		ck_assert_msg(
		    og_colour_parse(bad[i], &c) == OG_ERR_FORMAT, "%s", bad[i]);
}
END_TEST

START_TEST(measures_contrast_as_wcag_does)
{
	static const struct {
		const char *a, *b;
		double ratio;
	} known[] = {
	    {"#000000", "#ffffff", 21},
	    {"#ffffff", "#ffffff", 1},
	    {"#777777", "#ffffff", 4.478},
	    {"#767676", "#ffffff", 4.542},
	    {"#ff0000", "#ffffff", 3.998},
	    {"#0000ff", "#ffffff", 8.592},
	    {"#00ff00", "#000000", 15.304},
	    {"#0a0a0a", "#000000", 1.061},
	};
	double ratio;

	for (int i = 0; i < CHECK_COUNT(known); i++) {
		ratio =
		    og_colour_contrast(colour(known[i].a), colour(known[i].b));
		ck_assert_double_eq_tol(ratio, known[i].ratio, 0.001);
		ratio =
		    og_colour_contrast(colour(known[i].b), colour(known[i].a));
		ck_assert_double_eq_tol(ratio, known[i].ratio, 0.001);
	}
}
END_TEST

START_TEST(text_on_any_colour_can_be_read)
{
	struct og_colour c;

	for (int i = 0; i < 32 * 32 * 32; i++) {
		c.r = (uint8_t)((i & 31) * 255 / 31);
		c.g = (uint8_t)((i >> 5 & 31) * 255 / 31);
		c.b = (uint8_t)((i >> 10 & 31) * 255 / 31);
		ck_assert_double_ge(
		    og_colour_contrast(c, og_colour_on(c)), 4.58);
	}
}
END_TEST

START_TEST(any_colour_becomes_readable_as_text)
{
	const struct og_colour black = {0, 0, 0}, white = {255, 255, 255};
	const struct og_colour light[] = {colour("#f4f5f7"), white};
	const struct og_colour dark[] = {colour("#0f1318"), colour("#181d24")};
	struct og_colour c, text;

	for (int i = 0; i < 16 * 16 * 16; i++) {
		c.r = (uint8_t)((i & 15) * 17);
		c.g = (uint8_t)((i >> 4 & 15) * 17);
		c.b = (uint8_t)((i >> 8 & 15) * 17);
		text = og_colour_readable(c, black, light, 2, 4.5);
		for (int k = 0; k < 2; k++)
			ck_assert_double_ge(
			    og_colour_contrast(text, light[k]), 4.5);
		text = og_colour_readable(c, white, dark, 2, 7);
		for (int k = 0; k < 2; k++)
			ck_assert_double_ge(
			    og_colour_contrast(text, dark[k]), 7);
	}
	/* what can be read already stays */
	text = og_colour_readable(colour("#0b5cad"), black, light, 2, 4.5);
	ck_assert_int_eq(text.r, 0x0b);
	ck_assert_int_eq(text.g, 0x5c);
	ck_assert_int_eq(text.b, 0xad);
}
END_TEST

/* --- drawings --- */

#define SVG "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\""

static const char *const drawings[] = {
    SVG "/>",
    SVG "></svg>\n",
    "\xef\xbb\xbf" SVG "/>",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- made by -->\n" SVG ">"
    "<title>Zo\xc3\xab &amp; Co</title></svg>",
    SVG " width='9' height=\"9\" role=\"img\" aria-label=\"A &lt; B: (x)\">\n"
	"<defs><linearGradient id=\"a.1\" x1=\"0%\" "
	"gradientTransform=\"rotate(45)\"><stop offset=\".5\" "
	"stop-color=\"rgb(1,2,3)\"/></linearGradient>"
	"<linearGradient id='b' href='#a.1' /></defs>"
	"<g fill=\"url(#b)\" transform=\"translate(1 2) scale(-1,1)\">"
	"<path d=\"M1-1.5e-3 2,3z\" style=\"fill:url(#a.1);stroke:none\"/></g>"
	"<text x=\"1\">a<tspan dy=\"1\">b</tspan></text></svg>",
    SVG " xmlns:xlink='http://www.w3.org/1999/xlink'><defs>"
	"<linearGradient xlink:href='#a'/></defs></svg>",
    SVG "><style type=\"text/css\">.a{fill:#fff}\n"
	"@media (prefers-color-scheme: dark){.a{fill:#000}}"
	"/* b */ g>.c[id=\"d\"]{font-family:'x',\"y\"}</style></svg>",
};

static const struct {
	const char *text;
	int line;
	const char *reason;
} hostile[] = {
    {"", 0, "no svg"},
    {" \n", 0, "no svg"},
    {"<!-- x -->", 0, "no svg"},
    {"<html/>", 1, "\"html\" is not allowed"},
    {"<g/>", 1, "one element svg"},
    {"<svg viewBox=\"0 0 9 9\"/>", 1, "no xmlns"},
    {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", 1, "no viewBox"},
    {"<svg xmlns=\"http://www.w3.org/1999/xhtml\"/>", 1, "another value"},
    {SVG "/>" SVG "/>", 1, "one element svg"},
    {SVG "/>x", 1, "text has no place"},
    {"x" SVG "/>", 1, "text has no place"},
    /* scripts, and what starts them */
    {SVG ">\n<script>alert(1)</script></svg>", 2, "\"script\""},
    {SVG ">\n<SCRIPT/></svg>", 2, "\"SCRIPT\""},
    {SVG ">\n\n<svg:script/></svg>", 3, "\"svg:script\""},
    {SVG " onload=\"alert(1)\"/>", 1, "\"onload\""},
    {SVG "\nonload=\"alert(1)\"/>", 2, "\"onload\""},
    {SVG "><path onClick='x'/></svg>", 1, "\"onClick\""},
    {SVG "><animate attributeName=\"href\"/></svg>", 1, "\"animate\""},
    {SVG "><set attributeName=\"onmouseover\"/></svg>", 1, "\"set\""},
    {SVG "><handler/></svg>", 1, "\"handler\""},
    {SVG "><path fill=\"javascript\"/></svg>", 1, "name of a script"},
    {SVG "><path fill=\"javascript:x\"/></svg>", 1, "characters"},
    {SVG "><path style=\"fill:JavaScript\"/></svg>", 1, "name of a script"},
    /* HTML, and what embeds */
    {SVG "><foreignObject/></svg>", 1, "\"foreignObject\""},
    {SVG "><iframe/></svg>", 1, "\"iframe\""},
    {SVG "><a href=\"#x\"/></svg>", 1, "\"a\""},
    {SVG "><svg/></svg>", 1, "must not stand in svg"},
    {SVG "><metadata/></svg>", 1, "\"metadata\""},
    /* addresses */
    {SVG "><image href=\"http://evil.test/x\"/></svg>", 1, "\"image\""},
    {SVG "><use href=\"#a\"/></svg>", 1, "\"use\""},
    {SVG "><filter/></svg>", 1, "\"filter\""},
    {SVG "><linearGradient href=\"http://evil.test/#a\"/></svg>", 1,
	"leads out"},
    {SVG "><linearGradient xlink:href=\"//evil.test#a\"/></svg>", 1,
	"leads out"},
    {SVG "><linearGradient href=\"data:x\"/></svg>", 1, "leads out"},
    {SVG "><linearGradient href=\"#\"/></svg>", 1, "leads out"},
    {SVG " xml:base=\"http://evil.test/\"/>", 1, "\"xml:base\""},
    {SVG " xmlns:x=\"http://evil.test/\"/>", 1, "\"xmlns:x\""},
    {SVG " xmlns:xlink=\"http://evil.test/\"/>", 1, "another value"},
    /* what no browser shows, since it is no XML */
    {SVG ">\n<linearGradient xlink:href=\"#a\"/></svg>", 2,
	"needs xmlns:xlink"},
    {SVG "><path fill=\"url(http://evil.test/x)\"/></svg>", 1, "characters"},
    {SVG "><path fill=\"url(evil#x)\"/></svg>", 1, "function"},
    {SVG "><path fill=\"url( #x)\"/></svg>", 1, "function"},
    {SVG "><path fill=\"URL(#x)\"/></svg>", 1, "function"},
    {SVG "><path fill=\"url(#x\"/></svg>", 1, "function"},
    {SVG "><path fill=\"image-set('x' 1x)\"/></svg>", 1, "function"},
    {SVG "><path fill=\"u\\72l(#x)\"/></svg>", 1, "characters"},
    {SVG "><path style=\"fill:url('http:x')\"/></svg>", 1, "function"},
    {SVG "><path style=\"width:expression(1)\"/></svg>", 1, "function"},
    {SVG "><path style=\"fill:var(--x)\"/></svg>", 1, "function"},
    /* style sheets */
    {SVG "><style>@import 'x';</style></svg>", 1, "@media alone"},
    {SVG "><style>@font-face{}</style></svg>", 1, "@media alone"},
    {SVG "><style>a{b:url(//evil.test)}</style></svg>", 1, "function"},
    {SVG "><style>a{b:url<!-- -->(//evil.test)}</style></svg>", 1, "comment"},
    {SVG "><style>a{b:\\75rl(x)}</style></svg>", 1, "characters"},
    {SVG "><style>&#64;import</style></svg>", 1, "characters"},
    {SVG "><style><g/></style></svg>", 1, "must not stand in style"},
    {SVG "><style type=\"text/x\"/></svg>", 1, "another value"},
    /* what XML has besides */
    {"<!DOCTYPE svg>" SVG "/>", 1, "DOCTYPE"},
    {"\n<!DOCTYPE svg [<!ENTITY a \"b\">]>" SVG "/>", 2, "DOCTYPE"},
    {SVG "><![CDATA[x]]></svg>", 1, "CDATA"},
    {SVG "><title>&x;</title></svg>", 1, "entity"},
    {SVG "><title>&#106;</title></svg>", 1, "entity"},
    {SVG "><title>a & b</title></svg>", 1, "entity"},
    {SVG "><title>]]></title></svg>", 1, "must be an entity"},
    {SVG "><path id=\"&amp;\"/></svg>", 1, "characters"},
    {SVG " aria-label=\"<\"/>", 1, "must be an entity"},
    {"<?xml-stylesheet href=\"x\"?>" SVG "/>", 1, "<?"},
    {"<?xml version=\"1.0\" encoding=\"UTF-7\"?>" SVG "/>", 1, "<?"},
    {"<?xml version=\"1.1\"?>" SVG "/>", 1, "<?"},
    {"\n<?xml version=\"1.0\"?>" SVG "/>", 2, "instruction"},
    {SVG "><?php x ?></svg>", 1, "instruction"},
    /* not well formed */
    {SVG "", 1, "the tag of svg"},
    {SVG " ", 1, "the tag of svg"},
    {SVG ">", 1, "svg does not end"},
    {SVG ">\n<g>", 2, "g does not end"},
    {SVG "></g></svg>", 1, "ends nothing"},
    {SVG "></svg", 1, "not closed"},
    {SVG "></svg></svg>", 1, "ends nothing"},
    {SVG "><g x=\"1\" x=\"2\"/></svg>", 1, "twice"},
    {SVG "><g x=1/></svg>", 1, "not in quotes"},
    {SVG "><g x/></svg>", 1, "no value"},
    {SVG "><g x=\"1\"y=\"2\"/></svg>", 1, "the tag of g"},
    {SVG "><g x=\"1/></svg>", 1, "does not end"},
    {SVG "><!-- a -- b --></svg>", 1, "comment"},
    {SVG "><!-- a", 1, "comment"},
    {SVG "><", 1, "\"\" is not allowed"},
    {SVG ">\nx</svg>", 2, "text has no place"},
    {SVG " d=\"\xff\"/>", 1, "not UTF-8"},
    {SVG ">\n<title>\x01</title></svg>", 2, "control character"},
    {SVG "><title>\xe2\x80\xae</title></svg>", 1, "control character"},
};

START_TEST(takes_drawings)
{
	struct og_fault fault = {.line = 0};

	ck_assert_msg(
	    og_svg_check(drawings[_i], strlen(drawings[_i]), &fault) == OG_OK,
	    "%s: line %d: %s", drawings[_i], fault.line, fault.text);
}
END_TEST

START_TEST(refuses_what_is_more_than_a_drawing)
{
	const char *text = hostile[_i].text;
	struct og_fault fault = {.line = -1};

	ck_assert_msg(og_svg_check(text, strlen(text), &fault) == OG_ERR_FORMAT,
	    "%s", text);
	ck_assert_msg(
	    fault.line == hostile[_i].line, "%s: line %d", text, fault.line);
	ck_assert_msg(strstr(fault.text, hostile[_i].reason) != NULL,
	    "\"%s\" in: %s", hostile[_i].reason, fault.text);
}
END_TEST

START_TEST(refuses_a_drawing_that_is_cut_off_anywhere)
{
	const char *whole = drawings[4];
	struct og_fault fault;
	char *part;

	for (size_t n = 0; n < strlen(whole); n++) {
		part = strndup(whole, n); /* sanitizers see a byte too far */
		ck_assert_ptr_nonnull(part);
		ck_assert_err(og_svg_check(part, n, &fault), OG_ERR_FORMAT);
		free(part);
	}
	ck_assert_err(og_svg_check("\0<", 2, &fault), OG_ERR_FORMAT);
}
END_TEST

START_TEST(refuses_elements_in_each_other_without_end)
{
	char text[1024] = SVG ">";
	struct og_fault fault;

	for (int i = 0; i < 40; i++)
		strcat(text, "<g>");
	ck_assert_err(og_svg_check(text, strlen(text), &fault), OG_ERR_FORMAT);
	ck_assert_ptr_nonnull(strstr(fault.text, "more than 32"));
}
END_TEST

/* --- pictures --- */

/* Adds a chunk; returns the new length. */
static size_t
chunk(uint8_t *p, size_t at, const char *type, const char *data, size_t len)
{
	uint32_t crc;

	memset(p + at, 0, 4);
	p[at + 3] = (uint8_t)len;
	memcpy(p + at + 4, type, 4);
	memcpy(p + at + 8, data, len);
	crc = og_crc32(p + at + 4, 4 + len);
	for (size_t i = 0; i < 4; i++)
		p[at + 8 + len + i] = (uint8_t)(crc >> (24 - 8 * i));
	return at + 12 + len;
}

#define SIDES(w, h) "\0\0" w "\0\0" h "\x08\x06\0\0\0"

static size_t
png(uint8_t *p, const char *head, const char *more)
{
	size_t n = 8;

	memcpy(p, "\x89PNG\r\n\x1a\n", 8);
	n = chunk(p, n, "IHDR", head, 13);
	if (more != NULL)
		n = chunk(p, n, more, "x", 1);
	n = chunk(p, n, "IDAT", "abc", 3);
	return chunk(p, n, "IEND", "", 0);
}

static void
refuses_png(const uint8_t *p, size_t n, const char *reason)
{
	struct og_fault fault = {.line = -1};

	ck_assert_err(og_png_check(p, n, &fault), OG_ERR_FORMAT);
	ck_assert_int_eq(fault.line, 0);
	ck_assert_msg(strstr(fault.text, reason) != NULL, "\"%s\" in: %s",
	    reason, fault.text);
}

START_TEST(takes_one_whole_png)
{
	struct og_fault fault;
	uint8_t p[256];
	size_t n;

	n = png(p, SIDES("\x08\x00", "\x00\x01"), "tEXt");
	ck_assert_ok(og_png_check(p, n, &fault));
	for (size_t i = 0; i < n; i++) {
		uint8_t *part = malloc(i + 1);

		memcpy(part, p, i);
		ck_assert_err(og_png_check(part, i, &fault), OG_ERR_FORMAT);
		free(part);
	}
	p[n] = '<';
	refuses_png(p, n + 1, "behind the end");
	p[40] ^= 1;
	refuses_png(p, n, "damaged");
	p[0] = 'x';
	refuses_png(p, n, "no PNG");
	n = png(p, SIDES("\x08\x01", "\x00\x01"), NULL);
	refuses_png(p, n, "1 to 2048");
	n = png(p, SIDES("\x00\x01", "\x00\x00"), NULL);
	refuses_png(p, n, "1 to 2048");
	n = png(p, SIDES("\x00\x01", "\x00\x01"), "acTL");
	refuses_png(p, n, "moves");
	n = chunk(p, 8, "IDAT", "abc", 3);
	n = chunk(p, n, "IEND", "", 0);
	refuses_png(p, n, "does not begin");
}
END_TEST

/* --- style sheets --- */

static const struct {
	const char *text;
	int line;
	const char *reason;
} sheets[] = {
    {"a{b:url(x)}", 1, "load"},
    {"a{}\n\nb{c:URL(x)}", 3, "load"},
    {"@import 'x';", 1, "load"},
    {"\n@IMPORT 'x';", 2, "load"},
    {"@font-face{src:local('x')}", 1, "load"},
    {"a{b:image-set('x' 1x)}", 1, "load"},
    {"a{b:-webkit-image-set('x' 1x)}", 1, "load"},
    {"a{b:src('x')}", 1, "load"},
    {"a{b:expression(1)}", 1, "script"},
    {"a{behavior:x}", 1, "script"},
    {"a{-moz-binding:x}", 1, "script"},
    {"a{}</style><script>", 1, "end the style"},
    {"<!--", 1, "end the style"},
    {"a{b:u\\72l(x)}", 1, "character itself"},
    {"\n\xff", 2, "not UTF-8"},
    {"a\x01", 1, "control character"},
    {"\xe2\x80\xae", 1, "control character"},
};

START_TEST(refuses_more_than_a_style)
{
	const char *text = sheets[_i].text;
	struct og_fault fault = {.line = -1};

	ck_assert_err(og_css_check(text, strlen(text), &fault), OG_ERR_FORMAT);
	ck_assert_msg(
	    fault.line == sheets[_i].line, "%s: line %d", text, fault.line);
	ck_assert_msg(strstr(fault.text, sheets[_i].reason) != NULL, "%s: %s",
	    text, fault.text);
}
END_TEST

START_TEST(takes_a_style)
{
	static const char text[] =
	    ":root{--card:#fffaf0}\r\n\t@media(min-width:40rem){main>h1::after{"
	    "content:\"Zo\xc3\xab\"}} /* x */\n";
	static char large[OG_CSS_MAX + 1];
	struct og_fault fault;

	ck_assert_ok(og_css_check(text, strlen(text), &fault));
	memset(large, ' ', sizeof(large));
	ck_assert_ok(og_css_check(large, OG_CSS_MAX, &fault));
	ck_assert_err(
	    og_css_check(large, OG_CSS_MAX + 1, &fault), OG_ERR_RANGE);
	ck_assert_ptr_nonnull(strstr(fault.text, "8192"));
}
END_TEST

/* --- files --- */

static struct og_look_settings names;

static void
refuses_files(enum og_err expected, const char *setting, const char *reason)
{
	struct og_why why = {""};
	struct og_look look;

	ck_assert_int_eq(og_look_load(&names, &look, &why), expected);
	ck_assert_msg(
	    strncmp(why.text, setting, strlen(setting)) == 0, "%s", why.text);
	ck_assert_msg(strstr(why.text, reason) != NULL, "\"%s\" in: %s", reason,
	    why.text);
	ck_assert_uint_eq(look.logo.len, 0);
	ck_assert_uint_eq(look.css.len, 0);
}

static void
name_files(const char *logo, const char *css)
{
	memset(&names, 0, sizeof(names));
	if (logo != NULL)
		strcpy(names.logo, in_folder(logo));
	if (css != NULL)
		strcpy(names.extra_css, in_folder(css));
}

START_TEST(reads_the_files)
{
	struct og_why why = {""};
	struct og_look look;
	uint8_t p[256];

	name_files(NULL, NULL);
	ck_assert_ok(og_look_load(&names, &look, &why));
	ck_assert_uint_eq(look.logo.len, 0);
	ck_assert_uint_eq(look.css.len, 0);
	og_look_clear(&look);
	name_files("logo", "css");
	file_puts(names.logo, 0644, drawings[0]);
	file_puts(names.extra_css, 0644, "a{}");
	ck_assert_msg(
	    og_look_load(&names, &look, &why) == OG_OK, "%s", why.text);
	ck_assert_str_eq(og_buf_str(&look.logo), drawings[0]);
	ck_assert_str_eq(look.logo_type, "image/svg+xml");
	ck_assert_str_eq(og_buf_str(&look.css), "a{}");
	og_look_clear(&look);
	file_put(names.logo, 0644, p, png(p, SIDES("\0\1", "\0\1"), NULL));
	ck_assert_ok(og_look_load(&names, &look, &why));
	ck_assert_str_eq(look.logo_type, "image/png");
	og_look_clear(&look);
}
END_TEST

START_TEST(says_which_file_is_wrong_and_where)
{
	static char large[OG_LOGO_MAX + 1];

	name_files("logo", NULL);
	refuses_files(OG_ERR_NOTFOUND, "setting logo: /", "logo");
	file_puts(names.logo, 0644, "");
	refuses_files(OG_ERR_FORMAT, "setting logo: /", "empty");
	file_puts(names.logo, 0644, "GIF89a");
	refuses_files(OG_ERR_FORMAT, "setting logo: /", "neither SVG nor PNG");
	file_puts(names.logo, 0644, SVG ">\n<script/></svg>");
	refuses_files(
	    OG_ERR_FORMAT, "setting logo: /", "/logo:2: the element \"script");
	file_puts(names.logo, 0664, drawings[0]);
	refuses_files(OG_ERR_UNSAFE, "setting logo: /", "writable");
	memset(large, ' ', sizeof(large));
	file_put(names.logo, 0644, large, sizeof(large));
	refuses_files(OG_ERR_RANGE, "setting logo: /", "32768 bytes");
	name_files(NULL, "css");
	file_puts(names.extra_css, 0644, "a{}\n@import 'x';");
	refuses_files(OG_ERR_FORMAT, "setting extra_css: /", "/css:2: ");
	file_put(names.extra_css, 0644, large, OG_CSS_MAX + 1);
	refuses_files(OG_ERR_RANGE, "setting extra_css: /", "8192 bytes");
	file_puts(names.extra_css, 0646, "a{}");
	refuses_files(OG_ERR_UNSAFE, "setting extra_css: /", "writable");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("look");
	TCase *tc = tcase_create("colours");

	tcase_add_test(tc, reads_six_digits_and_nothing_else);
	tcase_add_test(tc, measures_contrast_as_wcag_does);
	tcase_add_test(tc, text_on_any_colour_can_be_read);
	tcase_add_test(tc, any_colour_becomes_readable_as_text);
	suite_add_tcase(s, tc);
	tc = tcase_create("drawings");
	tcase_add_loop_test(tc, takes_drawings, 0, CHECK_COUNT(drawings));
	tcase_add_loop_test(
	    tc, refuses_what_is_more_than_a_drawing, 0, CHECK_COUNT(hostile));
	tcase_add_test(tc, refuses_a_drawing_that_is_cut_off_anywhere);
	tcase_add_test(tc, refuses_elements_in_each_other_without_end);
	suite_add_tcase(s, tc);
	tc = tcase_create("pictures and styles");
	tcase_add_test(tc, takes_one_whole_png);
	tcase_add_loop_test(
	    tc, refuses_more_than_a_style, 0, CHECK_COUNT(sheets));
	tcase_add_test(tc, takes_a_style);
	suite_add_tcase(s, tc);
	tc = tcase_create("files");
	folder_use(tc);
	tcase_add_test(tc, reads_the_files);
	tcase_add_test(tc, says_which_file_is_wrong_and_where);
	suite_add_tcase(s, tc);
	return check_main(s);
}
