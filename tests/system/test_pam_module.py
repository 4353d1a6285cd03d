# SPDX-License-Identifier: ISC
"""The module as a file: what it offers to PAM, and what it is worth to a
program without root's rights."""

import pathlib
import pwd
import shutil
import subprocess
import tempfile

import pytest

from harness import pam
from harness.gate import ROOT

ACCOUNT = 'daemon'      # neither root nor the gate's nor the web server's

needs_module = pytest.mark.skipif(
    not pam.MODULE.exists() or not pam.CLIENT.exists(),
    reason='the module or pam_client is not built')


@needs_module
def test_it_offers_the_auth_part_and_nothing_else():
    """With an account part it could answer for pam_unix."""
    run = subprocess.run(
        ['nm', '-D', '--defined-only', '--format=posix', str(pam.MODULE)],
        capture_output=True, text=True, check=True)
    names = {line.split()[0] for line in run.stdout.splitlines()}
    assert names == {'pam_sm_authenticate', 'pam_sm_setcred'}


@pytest.fixture(name='stage')
def _stage(site):
    """The module and its client where every account can reach them."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix='otpgate-pamd-'))
    folder.chmod(0o755)
    for source in (pam.MODULE, pam.CLIENT):
        shutil.copy(source, folder)
        (folder / source.name).chmod(0o755)
    for name, word in (('plain', ''), ('nullok', ' nullok')):
        (folder / name).write_text(
            f'auth required {folder}/{pam.MODULE.name} '
            f'config={site.gate.config}{word}\n')
    yield folder
    shutil.rmtree(folder)


def login(stage, service, user, code, account=None):
    """PAM's number."""
    entry = pwd.getpwnam(account) if account else None
    run = subprocess.run(
        [str(stage / pam.CLIENT.name), str(stage), service], text=True,
        input=f'login {user} {code}\n', capture_output=True, check=True,
        timeout=30, cwd='/', user=entry and entry.pw_uid,
        group=entry and entry.pw_gid, extra_groups=[] if entry else None)
    return int(run.stdout.split()[0])


@pytest.mark.plain
@pytest.mark.skipif(not ROOT, reason='needs root, to become somebody else')
@needs_module
def test_without_the_rights_of_root_nobody_gets_in(site, stage):
    person = site.person('--hotp')
    assert login(stage, 'plain', person.name, person.phone.code()) == \
        pam.SUCCESS
    before = site.gate.database.read_bytes()
    code = person.phone.code()
    for service in ('plain', 'nullok'):
        for user in (person.name, 'nobodyhere'):
            assert login(stage, service, user, code, ACCOUNT) == \
                pam.AUTHINFO_UNAVAIL
    assert site.gate.database.read_bytes() == before
    # it was the right code, and still is
    assert login(stage, 'plain', person.name, code) == pam.SUCCESS
