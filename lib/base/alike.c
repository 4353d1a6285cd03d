/* SPDX-License-Identifier: ISC */
/*
 * Characters beyond ASCII that readers treat as ASCII ones, or skip, when they
 * change case, width, form or encoding, or ignore accents, as databases do.
 */
#include <stddef.h>
#include <string.h>

#include "lib/base/alike.h"

/* "n" characters from "first" on stand for those from "c" on: everything that
 * compatibility (NFKC) or a change of case turns into one ASCII character. */
static const struct run {
	uint32_t first;
	uint8_t n;
	char c;
} runs[] = {
    /* clang-format off */
    {0x00aa, 1, 'a'},
    {0x00b2, 2, '2'},
    {0x00b9, 1, '1'},
    {0x00ba, 1, 'o'},
    {0x0130, 1, 'i'},
    {0x0131, 1, 'i'},
    {0x017f, 1, 's'},
    {0x02b0, 1, 'h'},
    {0x02b2, 1, 'j'},
    {0x02b3, 1, 'r'},
    {0x02b7, 1, 'w'},
    {0x02b8, 1, 'y'},
    {0x02e1, 1, 'l'},
    {0x02e2, 1, 's'},
    {0x02e3, 1, 'x'},
    {0x037e, 1, ';'},
    {0x1d2c, 1, 'a'},
    {0x1d2e, 1, 'b'},
    {0x1d30, 2, 'd'},
    {0x1d33, 8, 'g'},
    {0x1d3c, 1, 'o'},
    {0x1d3e, 1, 'p'},
    {0x1d3f, 1, 'r'},
    {0x1d40, 2, 't'},
    {0x1d42, 1, 'w'},
    {0x1d43, 1, 'a'},
    {0x1d47, 1, 'b'},
    {0x1d48, 2, 'd'},
    {0x1d4d, 1, 'g'},
    {0x1d4f, 1, 'k'},
    {0x1d50, 1, 'm'},
    {0x1d52, 1, 'o'},
    {0x1d56, 1, 'p'},
    {0x1d57, 2, 't'},
    {0x1d5b, 1, 'v'},
    {0x1d62, 1, 'i'},
    {0x1d63, 1, 'r'},
    {0x1d64, 2, 'u'},
    {0x1d9c, 1, 'c'},
    {0x1da0, 1, 'f'},
    {0x1dbb, 1, 'z'},
    {0x1fef, 1, '`'},
    {0x2024, 1, '.'},
    {0x2025, 1, '.'},
    {0x2026, 1, '.'},
    {0x2044, 1, '/'},
    {0x2070, 1, '0'},
    {0x2071, 1, 'i'},
    {0x2074, 6, '4'},
    {0x207a, 1, '+'},
    {0x207c, 1, '='},
    {0x207d, 2, '('},
    {0x207f, 1, 'n'},
    {0x2080, 10, '0'},
    {0x208a, 1, '+'},
    {0x208c, 1, '='},
    {0x208d, 2, '('},
    {0x2090, 1, 'a'},
    {0x2091, 1, 'e'},
    {0x2092, 1, 'o'},
    {0x2093, 1, 'x'},
    {0x2095, 1, 'h'},
    {0x2096, 4, 'k'},
    {0x209a, 1, 'p'},
    {0x209b, 2, 's'},
    {0x2102, 1, 'c'},
    {0x210a, 2, 'g'},
    {0x210c, 1, 'h'},
    {0x210d, 1, 'h'},
    {0x210e, 1, 'h'},
    {0x2110, 1, 'i'},
    {0x2111, 1, 'i'},
    {0x2112, 1, 'l'},
    {0x2113, 1, 'l'},
    {0x2115, 1, 'n'},
    {0x2119, 3, 'p'},
    {0x211c, 1, 'r'},
    {0x211d, 1, 'r'},
    {0x2124, 1, 'z'},
    {0x2128, 1, 'z'},
    {0x212a, 1, 'k'},
    {0x212c, 2, 'b'},
    {0x212f, 1, 'e'},
    {0x2130, 2, 'e'},
    {0x2133, 1, 'm'},
    {0x2134, 1, 'o'},
    {0x2139, 1, 'i'},
    {0x2145, 1, 'd'},
    {0x2146, 2, 'd'},
    {0x2148, 2, 'i'},
    {0x2160, 1, 'i'},
    {0x2164, 1, 'v'},
    {0x2169, 1, 'x'},
    {0x216c, 1, 'l'},
    {0x216d, 2, 'c'},
    {0x216f, 1, 'm'},
    {0x2170, 1, 'i'},
    {0x2174, 1, 'v'},
    {0x2179, 1, 'x'},
    {0x217c, 1, 'l'},
    {0x217d, 2, 'c'},
    {0x217f, 1, 'm'},
    {0x2215, 1, '/'},
    {0x2216, 1, '\\'},
    {0x2460, 9, '1'},
    {0x24b6, 26, 'a'},
    {0x24d0, 26, 'a'},
    {0x24ea, 1, '0'},
    {0x2c7c, 1, 'j'},
    {0x2c7d, 1, 'v'},
    {0xa7f2, 1, 'c'},
    {0xa7f3, 1, 'f'},
    {0xa7f4, 1, 'q'},
    {0xfb29, 1, '+'},
    {0xfe10, 1, ','},
    {0xfe13, 2, ':'},
    {0xfe15, 1, '!'},
    {0xfe16, 1, '?'},
    {0xfe19, 1, '.'},
    {0xfe33, 1, '_'},
    {0xfe34, 1, '_'},
    {0xfe35, 2, '('},
    {0xfe37, 1, '{'},
    {0xfe38, 1, '}'},
    {0xfe47, 1, '['},
    {0xfe48, 1, ']'},
    {0xfe4d, 1, '_'},
    {0xfe4e, 1, '_'},
    {0xfe4f, 1, '_'},
    {0xfe50, 1, ','},
    {0xfe52, 1, '.'},
    {0xfe54, 1, ';'},
    {0xfe55, 1, ':'},
    {0xfe56, 1, '?'},
    {0xfe57, 1, '!'},
    {0xfe59, 2, '('},
    {0xfe5b, 1, '{'},
    {0xfe5c, 1, '}'},
    {0xfe5f, 1, '#'},
    {0xfe60, 1, '&'},
    {0xfe61, 2, '*'},
    {0xfe63, 1, '-'},
    {0xfe64, 1, '<'},
    {0xfe65, 1, '>'},
    {0xfe66, 1, '='},
    {0xfe68, 1, '\\'},
    {0xfe69, 2, '$'},
    {0xfe6b, 1, '@'},
    {0xff01, 32, '!'},
    {0xff21, 26, 'a'},
    {0xff3b, 36, '['},
    {0x107a5, 1, 'q'},
    {0x1d400, 26, 'a'},
    {0x1d41a, 26, 'a'},
    {0x1d434, 26, 'a'},
    {0x1d44e, 7, 'a'},
    {0x1d456, 18, 'i'},
    {0x1d468, 26, 'a'},
    {0x1d482, 26, 'a'},
    {0x1d49c, 1, 'a'},
    {0x1d49e, 2, 'c'},
    {0x1d4a2, 1, 'g'},
    {0x1d4a5, 2, 'j'},
    {0x1d4a9, 4, 'n'},
    {0x1d4ae, 8, 's'},
    {0x1d4b6, 4, 'a'},
    {0x1d4bb, 1, 'f'},
    {0x1d4bd, 7, 'h'},
    {0x1d4c5, 11, 'p'},
    {0x1d4d0, 26, 'a'},
    {0x1d4ea, 26, 'a'},
    {0x1d504, 2, 'a'},
    {0x1d507, 4, 'd'},
    {0x1d50d, 8, 'j'},
    {0x1d516, 7, 's'},
    {0x1d51e, 26, 'a'},
    {0x1d538, 2, 'a'},
    {0x1d53b, 4, 'd'},
    {0x1d540, 5, 'i'},
    {0x1d546, 1, 'o'},
    {0x1d54a, 7, 's'},
    {0x1d552, 26, 'a'},
    {0x1d56c, 26, 'a'},
    {0x1d586, 26, 'a'},
    {0x1d5a0, 26, 'a'},
    {0x1d5ba, 26, 'a'},
    {0x1d5d4, 26, 'a'},
    {0x1d5ee, 26, 'a'},
    {0x1d608, 26, 'a'},
    {0x1d622, 26, 'a'},
    {0x1d63c, 26, 'a'},
    {0x1d656, 26, 'a'},
    {0x1d670, 26, 'a'},
    {0x1d68a, 26, 'a'},
    {0x1d7ce, 10, '0'},
    {0x1d7d8, 10, '0'},
    {0x1d7e2, 10, '0'},
    {0x1d7ec, 10, '0'},
    {0x1d7f6, 10, '0'},
    {0x1f12b, 1, 'c'},
    {0x1f12c, 1, 'r'},
    {0x1f130, 26, 'a'},
    {0x1fbf0, 10, '0'},
    /* clang-format on */
};

/* Letters with accents, from "first" on; a blank marks any other character. */
static const struct letters {
	uint32_t first;
	const char *base;
} accented[] = {
    /* clang-format off */
    {0x00c0,
	"aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiii"
	"dnooooo ouuuuy yaaaaaaccccccccddddeeeeeeeeeegggg"
	"gggghhhhiiiiiiiii   jjkk llllll  llnnnnnn   oooo"
	"oo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz "},
    {0x01a0, "oo"},
    {0x01af, "uu"},
    {0x212b, "a"},
    {0x01cd,
	"aaiioouuuuuuuuuu aaaa    ggkkoooo  j   gg  nnaa "
	"   aaaaeeeeiiiioooorrrruuuusstt  hh      aaeeooo"
	"oooooyy"},
    {0x1e00,
	"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiii"
	"kkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrr"
	"ssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyy"
	"zzzzzzhtwy      aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
	"eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu"
	"uuyyyyyyyy"},
    /* clang-format on */
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

struct range {
	uint32_t first, last;
};

/* Blanks: the category Zs of Unicode, and ends of lines. */
static const struct range blanks[] = {{0x0085, 0x0085}, {0x00a0, 0x00a0},
    {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f},
    {0x205f, 0x205f}, {0x3000, 0x3000}};

/* Nothing at all: accents, and Default_Ignorable_Code_Point.  File systems skip
 * some of these, and databases all. */
static const struct range ignored[] = {{0x00ad, 0x00ad}, {0x0300, 0x036f},
    {0x115f, 0x1160}, {0x17b4, 0x17b5}, {0x180b, 0x180f}, {0x061c, 0x061c},
    {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
    {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfff8},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};

/* Two or three letters in one. */
static const struct joined {
	uint32_t cp;
	char text[OG_ALIKE_MAX + 1];
} joined[] = {{0x00df, "ss"}, {0x1e9e, "ss"}, {0xfb00, "ff"}, {0xfb01, "fi"},
    {0xfb02, "fl"}, {0xfb03, "ffi"}, {0xfb04, "ffl"}, {0xfb05, "st"},
    {0xfb06, "st"}, {0x00c6, "ae"}, {0x00e6, "ae"}, {0x0152, "oe"},
    {0x0153, "oe"}, {0x0132, "ij"}, {0x0133, "ij"}, {0x00de, "th"},
    {0x00fe, "th"}};

static bool
is_among(uint32_t cp, const struct range *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= list[i].first && cp <= list[i].last)
			return true;
	return false;
}

/* The last run that does not begin after "cp". */
static const struct run *
find_run(uint32_t cp)
{
	size_t low = 0, high = COUNT(runs), middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (runs[middle].first <= cp)
			low = middle;
		else
			high = middle;
	}
	return &runs[low];
}

/* The letter without its accents; 0: none. */
static char
find_base(uint32_t cp)
{
	const struct letters *l;

	for (size_t i = 0; i < COUNT(accented); i++) {
		l = &accented[i];
		if (cp >= l->first && cp - l->first < strlen(l->base) &&
		    l->base[cp - l->first] != ' ')
			return l->base[cp - l->first];
	}
	return 0;
}

bool
og_alike_find(uint32_t cp, char out[OG_ALIKE_MAX + 1])
{
	const struct run *run = find_run(cp);

	memset(out, 0, OG_ALIKE_MAX + 1);
	if (cp >= run->first && cp - run->first < run->n) {
		out[0] = (char)(run->c + (int)(cp - run->first));
		return true;
	}
	out[0] = is_among(cp, blanks, COUNT(blanks)) ? ' ' : find_base(cp);
	if (out[0] != '\0')
		return true;
	for (size_t i = 0; i < COUNT(joined); i++)
		if (joined[i].cp == cp) {
			memcpy(out, joined[i].text, sizeof(joined[i].text));
			return true;
		}
	return is_among(cp, ignored, COUNT(ignored));
}
