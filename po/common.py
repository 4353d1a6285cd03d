# SPDX-License-Identifier: ISC
"""What the scripts of this folder share: the rows of the English table, po
files, and the forms that each language makes of numbers."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]
ENGLISH = ROOT / 'fcgi/words/en.h'
STRING = r'"(?:[^"\\\n]|\\.)*"'

# msgstr[0], msgstr[1], ... and what fcgi/words/CODE.c returns for a number:
# CLDR's rules for whole numbers, in gettext's words.
PLURALS = {
    'de': (('ONE', 'OTHER'), 'nplurals=2; plural=(n != 1);'),
    'fr': (('ONE', 'MANY', 'OTHER'),
           'nplurals=3; plural=(n <= 1 ? 0 : n % 1000000 == 0 ? 1 : 2);'),
    'es': (('ONE', 'MANY', 'OTHER'),
           'nplurals=3; plural=(n == 1 ? 0 : '
           'n != 0 && n % 1000000 == 0 ? 1 : 2);'),
    'ja': (('OTHER',), 'nplurals=1; plural=0;'),
    'ar': (('ZERO', 'ONE', 'TWO', 'FEW', 'MANY', 'OTHER'),
           'nplurals=6; plural=(n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : '
           'n % 100 >= 3 && n % 100 <= 10 ? 3 : n % 100 >= 11 ? 4 : 5);'),
}


def text_of(literals):
    """What several literals of C or po say together."""
    whole = ''.join(s[1:-1] for s in re.findall(STRING, literals))
    return re.sub(r'\\(.)', lambda m: {'n': '\n'}.get(m[1], m[1]), whole)


def literal(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace(
        '\n', '\\n') + '"'


def english():
    """The rows of the table in its order: (name, text, and where a number
    is in it the text of several, or None)."""
    source = ENGLISH.read_text()
    rows = []
    for m in re.finditer(
            rf'^ROW\((?P<id>\w+),(?P<text>(?:\s*{STRING})+)\)$'
            rf'|^COUNTED\((?P<cid>\w+),\s*ONE\((?P<one>(?:\s*{STRING})+)\),'
            rf'\s*OTHER\((?P<other>(?:\s*{STRING})+)\)\)$', source, re.M):
        if m['id']:
            rows.append((m['id'], text_of(m['text']), None))
        elif m['cid']:
            rows.append((m['cid'], text_of(m['one']), text_of(m['other'])))
    found = len(re.findall(r'^(?:ROW|COUNTED)\(', source, re.M))
    if len(rows) != found:
        raise SystemExit(f'{ENGLISH}: {found - len(rows)} rows of a form that '
                         'po/common.py does not know')
    return rows


def read_po(path):
    """The entries of a po file by msgctxt: [flags, msgid, plural, texts].
    The header has the name ''."""
    entries = {}
    for block in re.split(r'\n\s*\n', path.read_text()):
        if not re.search(r'^msgid ', block, re.M):
            continue
        flags = ' '.join(re.findall(r'^#,(.*)$', block, re.M))
        parts = {m[1]: text_of(m[2]) for m in re.finditer(
            rf'^(msg\w+(?:\[\d\])?)((?:\s+{STRING})+)', block, re.M)}
        name = parts.get('msgctxt', '')
        if name in entries:
            raise SystemExit(f'{path}: {name} is there twice')
        texts = [parts[k] for k in sorted(parts) if k.startswith('msgstr')]
        entries[name] = [flags, parts['msgid'], parts.get('msgid_plural'),
                         texts]
    return entries
