#!/usr/bin/python3 -B
# SPDX-License-Identifier: ISC
"""Proof: whoever is killed, nothing that was acknowledged is lost.

	kill.py KILLS

People log in through the responder (about 20 a second) and through a library
client (as fast as it can) with HOTP codes, and are enrolled by otpadm, while
responder, client and otpadm are killed with SIGKILL at random instants.  After
each kill "otpadm check" must find nothing that denies anybody, no code that
was acknowledged can be spent again, and no enrolment that was acknowledged is
missing.  Nobody's good code is refused, either."""

import base64
import collections
import hashlib
import hmac
import itertools
import os
import random
import re
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

from proof import BUILD, gate, program
from harness import fcgi

PEOPLE = 6          # for each thread that logs in
HOST = 'app.test'
SECRET = re.compile(r'[?&]secret=([A-Z2-7]+)')


COMING = 40  # counters ahead that the gate could look at by now


def hotp(seed, counter):
    mac = hmac.new(seed, struct.pack('>Q', counter), hashlib.sha1).digest()
    at = mac[-1] & 15
    value = struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff
    return f'{value % 10 ** 6:06d}'


class Dead(Exception):
    """The other side was killed: nobody knows what it had done."""


class Client:
    """The library client; one command at a time."""

    def __init__(self, config):
        self.process = subprocess.Popen(
            [program('client'), config], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, *words):
        try:
            self.process.stdin.write(' '.join(words) + '\n')
            answer = self.process.stdout.readline()
        except (BrokenPipeError, ValueError):
            raise Dead from None
        if not answer.endswith('\n'):
            raise Dead
        return answer.strip()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        try:
            self.process.stdin.close()
        except OSError:
            pass
        self.process.wait(20)
        self.process.stdout.close()


class Responder:
    """Logging in as a browser does, past nginx."""

    def __init__(self, one):
        self.gate = one

    def _ask(self, method, cookie='', body=b''):
        params = [('OTPGATE_COOKIE', cookie), ('OTPGATE_URI', '/otp/login'),
                  ('OTPGATE_METHOD', method), ('OTPGATE_ADDR', '192.0.2.9'),
                  ('OTPGATE_SCHEME', 'https'), ('OTPGATE_HOST', HOST),
                  ('OTPGATE_FETCH_SITE', 'same-origin'),
                  ('CONTENT_TYPE', 'application/x-www-form-urlencoded'),
                  ('CONTENT_LENGTH', str(len(body)))]
        try:
            answer = fcgi.ask(self.gate.socket, params, body)
        except OSError:
            raise Dead from None
        if not answer.ended or answer.status is None:
            raise Dead
        return answer

    def login(self, name, code):
        """True or False; Dead when there was no whole answer."""
        form = self._ask('GET')
        token = re.search(rb'name="csrf" value="([^"]+)"', form.body).group(1)
        cookie = form.get('set-cookie').split(';')[0]
        body = urllib.parse.urlencode(
            {'user': name, 'code': code, 'csrf': token}).encode()
        answer = self._ask('POST', cookie, body)
        if answer.status not in (303, 401):
            raise Dead
        return answer.status == 303


class Person:
    def __init__(self, name, seed):
        self.name, self.seed = name, seed
        self.counter = 0
        self.unknown = False    # this code may have been spent already
        self.spent = []         # counters that were acknowledged
        self.answer = ''        # the last one of the library client


class Load:
    """Everything that happens while the killing goes on."""

    def __init__(self, one):
        self.gate = one
        self.problems = []
        self.count = collections.Counter()
        self.over = threading.Event()
        self.client = None
        self.responder = Responder(one)
        self.enrolled = []      # (name, seed), acknowledged
        self.people = []
        self.threads = []

    def make_people(self, kind):
        client = Client(self.gate.config)
        made = []
        for i in range(PEOPLE):
            seed = os.urandom(20)
            person = Person(f'{kind}{i}', seed)
            assert client.ask('enroll', person.name, seed.hex()) == 'ok'
            made.append(person)
        client.close()
        self.people += made
        return made

    def by_client(self, person, code):
        client = self.client
        if client is None:
            time.sleep(0.01)
            raise Dead
        answer = client.ask('login', person.name, code)
        person.answer = answer
        return answer == 'ok'

    def by_responder(self, person, code):
        return self.responder.login(person.name, code)

    def log_in(self, way, kind, people, rate):
        """A thread: the people take turns, each with the next code."""
        for person in itertools.cycle(people):
            if self.over.is_set():
                return
            if rate:
                time.sleep(random.expovariate(rate))
            code = hotp(person.seed, person.counter)
            if person.counter > 0 and \
                    code == hotp(person.seed, person.counter - 1):
                person.counter += 1     # one in a million: a replay
                continue
            try:
                accepted = way(person, code)
            except Dead:
                self.count[f'{kind}, no answer'] += 1
                person.unknown = True
                continue
            self.count[f'{kind}, ' + ('yes' if accepted else 'no')] += 1
            if accepted:
                person.spent.append(person.counter)
                # Of several counters with the same digits the highest is
                # spent.
                person.counter = max(
                    c for c in range(person.counter, person.counter + 6)
                    if hotp(person.seed, c) == code)
            elif not person.unknown:
                self.problems.append(f'{person.name}: the good code '
                                     f'{person.counter} was refused '
                                     f'({person.answer}, seed '
                                     f'{person.seed.hex()})')
            person.counter += 1
            person.unknown = False

    def start(self):
        for way, kind, rate in ((self.by_responder, 'responder', 10),
                                (self.by_responder, 'responder', 10),
                                (self.by_client, 'client', 0)):
            people = self.make_people(f'{kind}{len(self.threads)}-')
            self.threads.append(threading.Thread(
                target=self.log_in, args=(way, kind, people, rate)))
        self.client = Client(self.gate.config)
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()
        if self.client is not None:
            self.client.close()

    # --- killing ---

    def kill_responder(self):
        time.sleep(random.uniform(0.05, 0.3))
        self.gate.kill()
        self.gate.start()

    def kill_client(self):
        time.sleep(random.uniform(0.02, 0.2))
        client, self.client = self.client, None
        client.kill()
        self.client = Client(self.gate.config)

    def kill_otpadm(self):
        """Enrols, compacts or sets; sometimes it is through before."""
        number = self.count['otpadm killed']
        name = f'new{number}'
        what = random.choice((['enroll', '--hotp', name],
                              ['enroll', '--hotp', name],
                              ['compact'], ['unlock', 'client2-0']))
        run = subprocess.Popen(
            [BUILD / 'otpadm', '-c', self.gate.config, *what],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        time.sleep(random.uniform(0, 0.03))
        run.kill()
        printed = run.communicate()[0]
        self.count['otpadm killed'] += 1
        if run.returncode == 0:
            self.count['otpadm was through'] += 1
        if what[0] == 'enroll' and run.returncode == 0:
            seed = base64.b32decode(
                (text := SECRET.search(printed).group(1))
                + '=' * (-len(text) % 8))
            self.enrolled.append((name, seed))

    # --- looking ---

    def check(self, all_codes=False):
        acknowledged = [(p, list(p.spent)) for p in self.people]
        enrolled = list(self.enrolled)
        run = subprocess.run(
            [BUILD / 'otpadm', '-c', self.gate.config, 'check'],
            capture_output=True, text=True, check=False)
        if run.returncode != 0:
            self.problems.append('otpadm check: ' + run.stdout + run.stderr)
        client = Client(self.gate.config)
        for person, counters in acknowledged:
            # Six digits repeat: a spent code that is also one of the next ones
            # is good again, and rightly so.
            first = max(counters, default=0) + 1
            coming = {hotp(person.seed, c)
                      for c in range(first, person.counter + COMING)}
            for counter in counters if all_codes else counters[-3:]:
                code = hotp(person.seed, counter)
                if code in coming:
                    self.count['codes that come again'] += 1
                    continue
                answer = client.ask('probe', person.name, code)
                self.count['codes tried again'] += 1
                if not answer.startswith('no ') or answer[3:] not in (
                        'code', 'replay'):
                    self.problems.append(
                        f'{person.name}: the spent code {counter}: {answer} '
                        f'(seed {person.seed.hex()})')
        for name, seed in enrolled if all_codes else enrolled[-3:]:
            answer = client.ask('probe', name, hotp(seed, 0))
            self.count['enrolments looked at'] += 1
            if answer != 'yes':
                self.problems.append(f'{name}: enrolled, but {answer}')
        client.close()


def main():
    kills = int(sys.argv[1])
    begun = time.monotonic()
    with gate(first_factor='none') as one:
        load = Load(one)
        load.start()
        victims = [load.kill_responder, load.kill_client, load.kill_otpadm]
        try:
            for i in range(kills):
                victims[i % 3]()
                load.check()
                if len(load.problems) > 10:
                    break
        finally:
            load.stop()
        load.check(all_codes=True)
        last = one.admin('check').strip().splitlines()[-1]
    for key, value in sorted(load.count.items()):
        print(f'{key:28} {value:8}')
    print(f'{"enrolments acknowledged":28} {len(load.enrolled):8}')
    print('otpadm check:', last)
    for problem in load.problems[:10]:
        print('PROBLEM', problem)
    print(f'{kills} kills in {time.monotonic() - begun:.0f} s: '
          + ('FAILED' if load.problems else
             'nothing that was acknowledged is lost or spent twice'))
    sys.exit(1 if load.problems else 0)


main()
