# SPDX-License-Identifier: ISC
"""axe-core, which looks for what shuts people out of a page.  Debian has no
package of it: npm brings it, or curl where there is no npm, from the npm
registry, in this version and with this digest only."""

import base64
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

import pytest

from . import build

VERSION = '4.14.1'
SHA512 = ('FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNt'
          'uFooJpZe37OgudVGtQ==')
CACHE = pathlib.Path(os.environ.get('XDG_CACHE_HOME') or
                     pathlib.Path.home() / '.cache') / 'otpgate'
REGISTRY = os.environ.get('npm_config_registry',
                          'https://registry.npmjs.org/').rstrip('/')
ARCHIVE = f'axe-core-{VERSION}.tgz'


def digest(path):
    return base64.b64encode(hashlib.sha512(path.read_bytes()).digest()
                            ).decode()


def fetch(folder):
    """Tries to put the archive into a folder."""
    if shutil.which('npm'):
        ask = ['npm', 'pack', '--silent', '--pack-destination', folder,
               f'axe-core@{VERSION}']
    else:
        ask = ['curl', '-sSfL', '--max-time', '60', '-o', f'{folder}/{ARCHIVE}',
               f'{REGISTRY}/axe-core/-/{ARCHIVE}']
    try:
        return subprocess.run(ask, cwd=folder, capture_output=True, text=True,
                              timeout=90, check=False).stderr.strip()[-200:]
    except subprocess.TimeoutExpired:
        return f'{ask[0]} took too long'


def archive():
    """The archive.  Without the registry the test is skipped, also where a
    missing tool is a failure: it is no fault of the tree.  The full run is the
    one that nothing may be missing in."""
    kept = CACHE / ARCHIVE
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            said = fetch(folder)
            got = pathlib.Path(folder) / ARCHIVE
            if not got.exists():
                give_up = pytest.fail if build.FULL else pytest.skip
                give_up(f'axe-core {VERSION} cannot be had: {said}')
            assert digest(got) == SHA512, f'that is not axe-core {VERSION}'
            CACHE.mkdir(parents=True, exist_ok=True)
            shutil.copy(got, kept.with_suffix(f'.{os.getpid()}'))
            kept.with_suffix(f'.{os.getpid()}').rename(kept)
    assert digest(kept) == SHA512, f'{kept} is not axe-core {VERSION}'
    return kept


class Axe:
    def __init__(self, browser):
        with tarfile.open(archive()) as tar:
            text = tar.extractfile('package/axe.min.js').read().decode()
        self.driver = browser.driver
        self.driver.execute_cdp_cmd('Page.addScriptToEvaluateOnNewDocument', {
            'source': text, 'worldName': ''})

    def problems(self, rules=None):
        """What is wrong with the page that is open: rule, and the elements."""
        more = {'resultTypes': ['violations']}
        if rules:
            more['runOnly'] = {'type': 'rule', 'values': list(rules)}
        answer = self.driver.execute_cdp_cmd('Runtime.evaluate', {
            'expression': f'axe.run(document, {json.dumps(more)}).then(r => '
                          'r.violations.map(v => [v.id, v.nodes.map('
                          'n => n.html)]))',
            'awaitPromise': True, 'returnByValue': True})
        assert 'exceptionDetails' not in answer, answer
        return answer['result']['value']
