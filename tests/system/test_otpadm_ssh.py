# SPDX-License-Identifier: ISC
"""otpadm check and what SSH certificates need: key of the authority, agent,
register, list of the revoked."""

import json
import os
import pwd
import socket
import subprocess
import time

import pytest

from otpadm_helpers import Place

ROOT = os.geteuid() == 0
OTHER = 'daemon'    # an account that is not ours
LINE = ('issue serial=7 issued=1795424400 until=1795424460 '
        f'key=SHA256:{"a" * 43} addr=- user=alice principals=alice\n')


class Signing(Place):
    """Settings with an authority that is as it should be."""

    def __init__(self, folder, **more):
        self.ca = folder / 'ssh' / 'ca'
        self.register = folder / 'ssh' / 'certs'
        self.krl = folder / 'ssh' / 'krl'
        self.ca.parent.mkdir(mode=0o700)
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f',
                        self.ca], check=True)
        self.register.write_text(LINE)
        self.register.chmod(0o600)
        super().__init__(folder, **{
            'ssh_ca_key': self.ca, 'ssh_cert_register': self.register,
            'ssh_krl': self.krl, **more})

    def findings(self):
        """(kind, line, text) of each, and the status."""
        run = self.run('--json', 'check')
        found = json.loads(run.stdout)
        assert (run.returncode == 0) == (found['problems'] == 0), run
        return [(f['kind'], f.get('line'), f.get('where', '') + f['text'])
                for f in found['findings']]


@pytest.fixture(name='place')
def _place(tmp_path):
    return Signing(tmp_path)


def one(place):
    """The one finding, which is a problem: (line, text)."""
    found = place.findings()
    assert len(found) == 1 and found[0][0] == 'problem', found
    return found[0][1:]


def test_nothing_is_wrong(place):
    assert place.findings() == []
    place.krl.write_bytes(b'')
    place.krl.chmod(0o644)
    assert place.findings() == []
    place.register.unlink()     # nothing was issued yet
    assert place.findings() == []


@pytest.mark.parametrize('spoil, said', [
    (lambda p: p.ca.chmod(0o640), 'chmod'),
    (lambda p: p.ca.chmod(0o604), 'chmod'),
    (lambda p: p.ca.unlink(), 'No such file'),
    (lambda p: (p.ca.rename(p.folder / 'x'), p.ca.symlink_to(p.folder / 'x')),
     'link'),
    (lambda p: p.ca.write_text('ssh-ed25519 AAAA\n'), 'not a private key'),
    (lambda p: p.ca.write_text(''), 'not a private key'),
    (lambda p: p.ca.parent.chmod(0o777), 'chmod'),
], ids=['group', 'others', 'missing', 'link', 'public half', 'empty',
        'folder'])
def test_the_key_of_the_authority(place, spoil, said):
    spoil(place)
    found = place.findings()
    assert found and {f[0] for f in found} == {'problem'}, found
    assert said in found[0][2] and str(place.ca.parent) in found[0][2], found


@pytest.mark.parametrize('text, line', [
    ('issue serial=12 iss\n' + LINE, 1),
    (LINE + 'revoke serial=7\n' + LINE, 2),
    (LINE + LINE + 'issue serial=9', 3),
    (LINE.replace('serial=7', 'serial=0'), 1),
    (LINE + '\n' + 'x\n', 2),
], ids=['first', 'revoke', 'torn', 'serial', 'empty'])
def test_a_broken_line_of_the_register(place, text, line):
    place.register.write_text(text)
    where, said = one(place)
    assert where == line and 'cannot be parsed' in said, said
    assert ('others' in said) == text.endswith('x\n')
    shown = place.run('check')
    assert shown.returncode == 1
    assert f'{place.register}:{line}: cannot be parsed' in \
        shown.stdout + shown.stderr


def test_a_register_that_others_may_read(place):
    place.register.chmod(0o644)
    assert 'chmod' in one(place)[1]


def test_a_list_of_the_revoked_that_others_may_write(place):
    place.krl.write_bytes(b'')
    place.krl.chmod(0o666)
    assert str(place.krl) in one(place)[1]


@pytest.mark.skipif(not ROOT, reason='owners are given by root only')
@pytest.mark.parametrize('name', ['ca', 'register', 'krl'])
def test_files_of_the_responder_or_of_strangers(place, name):
    path = getattr(place, name)
    path.touch(mode=0o600)
    uid = pwd.getpwnam(OTHER).pw_uid
    os.chown(path, uid, -1)
    assert str(path) in one(place)[1] and 'chown' in one(place)[1]
    # its folder, too: then the library would take it for the folder's own
    os.chown(path.parent, uid, -1)
    assert place.findings() == []
    text = place.conf.read_text()
    place.conf.write_text(text.replace("user = 'root'", f"user = '{OTHER}'"))
    found = [f for f in place.findings() if str(path) in f[2]]
    assert len(found) == 1 and 'the account of the responder' in found[0][2]


def test_an_agent(tmp_path):
    path = tmp_path / 'agent'
    place = Signing(tmp_path, ssh_ca_agent=path)
    place.ca.with_suffix('.pub').rename(place.ca)     # 0644, the public half
    assert 'no agent' in one(place)[1]
    path.write_text('')
    assert 'not the socket' in one(place)[1]
    path.unlink()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        assert place.findings() == []
        place.ca.chmod(0o666)
        assert 'chmod' in one(place)[1]


def test_without_an_authority_nothing_is_looked_at(tmp_path):
    place = Signing(tmp_path, ssh_ca_key='')
    place.register.write_text('x\n')
    place.ca.chmod(0o666)
    assert place.findings() == []


# --- whose a certificate is --------------------------------------------------

def issued(serial, user, user_id=''):
    until = int(time.time()) + 3600
    return (f'issue serial={serial} issued={until - 7200} until={until} '
            f'key=SHA256:{"a" * 43} addr=- user={user} principals={user}'
            + (f' id={user_id}' if user_id else '') + '\n')


def test_certificates_are_found_by_the_id_of_their_user(place):
    def found(what):
        run = place.run('--json', 'certs', what)
        assert run.returncode == 0, run
        return [c['serial'] for c in json.loads(run.stdout)], run.stderr

    place.enroll('alice')
    mine = json.loads(place('--json', 'show', 'alice'))['id']
    other = 'c8355e5da58ba5c9'
    place.register.write_text(issued(1, 'alice', mine)
                              + issued(2, 'alice', other)
                              + issued(3, 'alice')
                              + issued(4, 'carol', mine)
                              + issued(5, 'carol', other))
    serials, said = found('alice')
    assert serials == ['1', '3', '4'] and other in said
    assert found(mine)[0] == ['1', '4'] and found(other)[0] == ['2', '5']
    assert found('carol')[0] == ['4', '5'] and found('5')[0] == ['5']
    place('rename', 'alice', 'bob')
    assert found('bob')[0] == ['1', '4']
    assert found('alice')[0] == ['1', '2', '3']
    for name in ('dave', '0123456789abcdef'):
        assert 'no such user' in place.refuse('certs', name)
    shown = place('certs').splitlines()
    assert len({line.index('20') for line in shown[1:]}) == 1
    assert [line.split()[2] for line in shown] == [
        'NOW', 'bob', '(removed)', '?', 'bob', '(removed)']
    place.database.write_text('rubbish\n')
    run = place.run('certs', 'carol')
    assert run.returncode == 1 and 'names in the register' in run.stderr
    assert [line.split()[0] for line in run.stdout.splitlines()[1:]] == \
        ['4', '5']


def test_a_register_that_cannot_be_read_is_told_and_keeps_nobody_in(place):
    place.enroll('alice')
    place.register.chmod(0o644)
    run = place.run('disable', 'alice')
    assert run.returncode == 0 and 'chmod' in run.stderr
    assert 'disabled' in place('list')
