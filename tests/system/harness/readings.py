# SPDX-License-Identifier: ISC
"""What applications make of the raw path of a request, written down from how
servers behave, and not from how the gate reads it."""

import posixpath
import re
import unicodedata
import urllib.parse


def text_of(raw):
    return raw.decode('utf-8', 'ignore')


def once(path):
    return text_of(urllib.parse.unquote_to_bytes(path.encode('latin-1')))


def resolve(path):
    """Dot segments by RFC 3986, 5.2.4, with empty segments as segments."""
    out = []
    for part in path.split('/')[1:]:
        if part == '..':
            del out[-1:]
        elif part != '.':
            out.append(part)
    return '/' + '/'.join(out)


def merge(path):
    return re.sub('/+', '/', path)


def normal(path):
    return resolve(merge(path))


def cut(path):
    """Without the parameters of each segment."""
    return '/'.join(part.split(';')[0] for part in path.split('/'))


def literal(path):
    return path


def decoding(path):
    return normal(once(path))


def twice(path):
    return normal(once(once(path).encode('utf-8').decode('latin-1')))


def often(path):
    for _ in range(5):
        path = once(path).encode('utf-8').decode('latin-1')
    return normal(cut(text_of(path.encode('latin-1'))))


def form(path):
    """A path decoded like a form: plus signs are blanks."""
    return trimmed(path.replace('+', '%20'))


def parsed_again(path):
    """Decoded, and then taken apart as an address once more."""
    return normal(once(path).partition('?')[0].partition('#')[0])


SCRIPT = r'(?i:\.(php[0-9]?|phtml|cgi|fcgi|pl|py|rb|wsgi|aspx?|cfm|jsp))'


def front(path):
    """What stands behind a script is the page, wherever the script is."""
    return re.sub('^.*?' + SCRIPT + '(?=/.)', '', cut(decoding(path)))


def last_front(path):
    """The same with the last of scripts."""
    return re.sub('^.*' + SCRIPT + '(?=/.)', '', cut(decoding(path)))


def script_alone(path):
    """Only the name of the script is no part of it."""
    return re.sub('/[^/]*' + SCRIPT + '(?=/.)', '', cut(decoding(path)))


def base_taken_off(path):
    """What follows the name of the script, with a slash if it has none."""
    rest = re.sub(r'(?i)^.*?\.php', '', decoding(path))
    return normal('/' + rest)


def address(path):
    """new URL(target, base).pathname of a browser or Node (WHATWG)."""
    path = re.sub('[\t\r\n]', '', path).replace('\\', '/')
    if path.startswith('//'):
        path = '/' + path.lstrip('/').partition('/')[2]
    path = re.sub('(?i)(?<=/)(\\.|%2e){1,2}(?=/|$)',
                  lambda m: m.group().lower().replace('%2e', '.'), path)
    return resolve(path)


def address_decoded(path):
    return decoding(address(path))


def reference(path):
    """urlsplit(), parse_url(), java.net.URI: two slashes, and no more."""
    if path.startswith('//'):
        path = '/' + path[2:].partition('/')[2]
    return path


def reference_decoded(path):
    return decoding(reference(path))


def reference_cut(path):
    """Decoded and cut, and an address only then."""
    return reference(cut(once(path)))


def mounted(path):
    """An application below a folder parses what is left of the target."""
    head, slash, rest = path.lstrip('/').partition('/')
    return '/' + head + decoding(address(slash + rest))


def cookieless(path):
    """ASP.NET: a session in the path is no part of it."""
    return normal(re.sub(r'(?i)\([AFS]\(.*?\)\)|(?<=/)\(([A-Z]\(.*?\))+\)', '',
                         once(path)))


def servlet(path):
    """Parameters, then escapes, then dots."""
    return normal(once(cut(path)))


def late_servlet(path):
    return normal(cut(once(path)))


def rfc(path):
    """Dots first, empty segments count, escapes last."""
    return once(resolve(path))


def all_cut(path):
    return decoding(path.split(';')[0])


def windows(path):
    """A file system without case, dots and blanks at the end, and with
    streams."""
    path = once(path).replace('\\', '/')
    parts = []
    for part in merge(path).split('/'):
        part = part.partition(':')[0] if ':$' in part or '::' in part else part
        parts.append(part if set(part) <= {'.'} else part.rstrip('. '))
    return resolve(merge('/'.join(parts)))


def wide(path):
    """IIS: %uXXXX, and full-width forms that fit best."""
    path = re.sub('%u([0-9a-fA-F]{4})',
                  lambda m: urllib.parse.quote(chr(int(m.group(1), 16))), path)
    return windows(urllib.parse.quote(''.join(
        chr(ord(c) - 0xfee0) if '\uff01' <= c <= '\uff5e' else c
        for c in once(path))))


def overlong(path):
    """A decoder that takes two bytes for one of ASCII."""
    raw = urllib.parse.unquote_to_bytes(path.encode('latin-1'))
    return normal(text_of(re.sub(
        rb'[\xc0\xc1][\x80-\xbf]',
        lambda m: bytes([(m.group()[0] & 1) << 6 | m.group()[1] & 0x3f]),
        raw)))


def trimmed(path):
    return '/'.join(part.strip() for part in decoding(path).split('/'))


def js_trimmed(path):
    """String.prototype.trim() takes the byte order mark for a blank."""
    return '/'.join(part.strip('\ufeff' + BLANKS)
                    for part in decoding(path).split('/'))


BLANKS = ''.join(chr(c) for c in range(0x3001) if chr(c).isspace())
NO_WIDTH = re.compile('[\xad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f'
                      '\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff'
                      '\U000e0000-\U000e0fff]')


def no_width(path):
    """A file system or database that skips what has no width."""
    return normal(NO_WIDTH.sub('', once(path)))


def no_width_trimmed(path):
    return '/'.join(part.strip() for part in no_width(path).split('/'))


def compatible(path):
    """Names as identifiers are compared: NFKC."""
    return normal(cut(unicodedata.normalize('NFKC', once(path))))


def without_accents(path):
    """A database whose order is blind to them."""
    return normal(''.join(c for c in unicodedata.normalize('NFD', once(path))
                          if not unicodedata.combining(c)))


def canonical(path):
    """A file system that composes or decomposes names."""
    return normal(cut(unicodedata.normalize('NFC', once(path))))


def upper(path):
    """Compared in upper case: some letters become two."""
    return decoding(path).upper()


def best_fit(path):
    """An encoding of one byte, and what is nearest in it."""
    return normal(once(path).translate(
        {0x2044: '/', 0x2215: '/', 0x2216: '/', 0xff0f: '/', 0xff3c: '/',
         0xff0e: '.', 0x2024: '.'}))


def c_string(path):
    return normal(once(path).partition('\0')[0])


READERS = (literal, decoding, twice, servlet, late_servlet, rfc, all_cut,
           windows, wide, overlong, trimmed, js_trimmed, no_width,
           no_width_trimmed, compatible, canonical, without_accents, upper,
           best_fit, c_string, often, form, parsed_again, front, last_front,
           script_alone, base_taken_off, address, address_decoded, reference,
           reference_decoded, reference_cut, mounted, cookieless)


def is_below(path, place):
    path = path.partition('?')[0].casefold().rstrip('/') or '/'
    return path == place or path.startswith(place + '/')


def served(raw, place):
    """The readers for which this request target is the place, or below it."""
    if raw.startswith(('http://', 'https://')):
        raw = '/' + raw.split('/', 3)[3] if raw.count('/') > 2 else '/'
    raw = raw.partition('?')[0]
    found = []
    for reader in READERS:
        if is_below(reader(raw), place) or \
                is_below(posixpath.normpath(reader(raw)), place):
            found.append(reader.__name__)
    return found
