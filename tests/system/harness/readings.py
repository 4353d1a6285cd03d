# SPDX-License-Identifier: ISC
"""What applications make of the raw path of a request, written down from how
servers behave, and not from how the gate reads it."""

import posixpath
import re
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


def front(path):
    """What stands behind a script is the page."""
    path = decoding(path)
    return re.sub(r'(?i)^.*?/[^/]+\.(php|cgi)(?=/.)', '', cut(path))


def cookieless(path):
    """ASP.NET: a session in the path is no part of it."""
    return normal(re.sub(r'(?i)\([AFS]\(.*?\)\)', '', once(path)))


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


def c_string(path):
    return normal(once(path).partition('\0')[0])


READERS = (literal, decoding, twice, servlet, late_servlet, rfc, all_cut,
           windows, wide, overlong, trimmed, c_string, often, form,
           parsed_again, front, cookieless)


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
