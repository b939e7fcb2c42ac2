"""Asks `bench/inside.py` in a process of its own: it needs the site's settings, which the measurer does not."""

import json
import subprocess
import sys


def _call(environment, word, given=None):
    answer = subprocess.run(
        [sys.executable, "-m", "bench.inside", word],
        input=json.dumps(given or {}),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


def prepare(environment):
    return _call(environment, "prepare")


def count(environment, known):
    return _call(environment, "count", known)
