# SPDX-License-Identifier: ISC
"""Every page in every language, looked at by axe-core in Chromium and by tidy:
nothing shuts anybody out, and it is the HTML that it says it is.  One browser
for all of it."""

import shutil
import subprocess

import pytest

import screens
from harness.axe import Axe
from harness.chrome import Chrome

WIDE, NARROW = 1280, 320
# What the theme and the width can change.
SEEN = ('color-contrast', 'target-size', 'scrollable-region-focusable',
        'link-in-text-block', 'meta-viewport', 'css-orientation-lock')
BROKEN = '''<!DOCTYPE html><html lang="en"><title>t</title><main><h1>t</h1>
<input name="x"><p style="color:#777;background:#888">dim</p></main>'''


@pytest.fixture(scope='module')
def pages():
    return list(screens.every_page())


@pytest.fixture(scope='module')
def browser():
    made = Chrome(1)
    yield made
    made.close()


def open_page(browser, folder, text):
    page = folder / 'page.html'
    # with what the script would show
    page.write_text(text.replace(' hidden>', '>'))
    browser.driver.get(page.as_uri())


@pytest.mark.timeout(400)
def test_axe_finds_nothing(browser, pages, tmp_path):
    """And nothing is wider than 320 pixels, which are 400 % of a desk (WCAG
    1.4.10)."""
    axe, wrong = Axe(browser), {}
    assert len(pages) > 150
    for i, (name, text) in enumerate(pages):
        browser.resize(NARROW, dark=i % 2)
        open_page(browser, tmp_path, text)
        assert browser.evaluate(
            'document.documentElement.scrollWidth') <= NARROW, name
        wrong[name] = axe.problems()
        if name.split('/')[0] in ('en', 'ar'):
            for width, dark in ((NARROW, not i % 2), (WIDE, False),
                                (WIDE, True)):
                browser.resize(width, dark=dark)
                wrong[name, width, dark] = axe.problems(SEEN)
    assert not {k: v for k, v in wrong.items() if v}


def test_axe_would_find_something(browser, tmp_path):
    axe = Axe(browser)
    open_page(browser, tmp_path, BROKEN)
    assert {rule for rule, _ in axe.problems()} >= {'label', 'color-contrast'}


def complaints(text):
    run = subprocess.run(
        # of attributes it knows those of a few years ago
        ['tidy', '-q', '-e', '--doctype', 'html5', '--drop-empty-elements',
         'no', '--warn-proprietary-attributes', 'no'], input=text, capture_output=True, text=True, check=False)
    return run.stderr.strip()


def test_tidy_is_content(pages):
    if shutil.which('tidy') is None:
        pytest.skip('tidy is not installed')
    said = {name: complaints(text) for name, text in pages}
    assert not {k: v for k, v in said.items() if v}
    assert 'discarding unexpected' in complaints(
        BROKEN.replace('</main>', '</b></main>'))
