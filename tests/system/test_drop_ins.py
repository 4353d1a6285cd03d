# SPDX-License-Identifier: ISC
"""The files of conf/ssh beside those that a distribution brings: which of them
sshd believes when they are installed as they say."""

import os
import re
import shutil
import subprocess

import pytest

from harness import build

CLOUD = 'PasswordAuthentication yes\nKbdInteractiveAuthentication no\n'


def sshd_says(folder, user='root'):
    """What sshd makes of the files of a folder, for one user."""
    conf = folder / 'sshd_config'
    key = folder / 'host'
    if not key.exists():
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f',
                        key], check=True)
    conf.write_text(f'Include {folder}/sshd_config.d/*.conf\n'
                    f'HostKey {key}\nKbdInteractiveAuthentication no\n')
    text = subprocess.run(
        [shutil.which('sshd', path='/usr/sbin'), '-T', '-f', conf, '-C',
         f'user={user},host=x,addr=198.51.100.1'], check=True, text=True,
        capture_output=True).stdout
    return dict(line.split(' ', 1) for line in text.splitlines()
                if ' ' in line)


@pytest.mark.skipif(os.geteuid() != 0 or not os.path.exists('/usr/sbin/sshd'),
                    reason='needs root and sshd')
@pytest.mark.parametrize('name', sorted(
    p.name for p in (build.SOURCE / 'conf' / 'ssh').glob('*.conf')))
def test_drop_ins_count_before_those_of_a_distribution(tmp_path, name):
    """Installed by the command in the file, run as it stands but for /etc."""
    source = build.SOURCE / 'conf' / 'ssh' / name
    folder = tmp_path / 'sshd_config.d'
    folder.mkdir()
    (folder / '50-cloud-init.conf').write_text(CLOUD)
    text = source.read_text()
    command = re.search(r'#\t(install (?:.*\\\n#)*.*)', text).group(1)
    command = command.replace('\n#', '\n').replace('/etc/ssh', str(tmp_path))
    subprocess.run(['sh', '-ec', command], check=True, cwd=source.parent)
    assert len(list(folder.iterdir())) == 2
    says = sshd_says(tmp_path)
    assert says['passwordauthentication'] == 'no'
    assert says['kbdinteractiveauthentication'] == 'yes'
    assert says['usepam'] == 'yes'
    # by its own name it would not; and sshd would not even start where the
    # other file turns the code's method off
    (folder / '50-cloud-init.conf').write_text(CLOUD.splitlines()[0] + '\n')
    installed = next(p for p in folder.iterdir() if 'cloud' not in p.name)
    installed.rename(folder / name)
    assert sshd_says(tmp_path)['passwordauthentication'] == 'yes'


def test_the_manuals_name_the_same_place():
    for page in ('pam_otpgate.8', 'otpgate-ssh-cert.1'):
        text = (build.SOURCE / 'man' / page).read_text()
        assert '/etc/ssh/sshd_config.d/10-otpgate.conf' in text
