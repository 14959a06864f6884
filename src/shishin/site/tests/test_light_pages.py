"""What only an analysis needs is loaded by nobody else: neither by a process that serves pages nor by the worker and the clock."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("daft", "graspologic_native", "numpy", "pyarrow", "ray", "scipy")
SERVES = """
import sys
import django
django.setup()
from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver
import shishin.site.wsgi, shishin.site.tasks, shishin.site.ticking, shishin.consultations.tasks
get_resolver().url_patterns
def walk(patterns):
    for pattern in patterns:
        walk(getattr(pattern, "url_patterns", []))
walk(get_resolver().url_patterns)
print(sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_serving_pages_loads_no_engine_of_analysis():
    done = subprocess.run([sys.executable, "-c", SERVES], capture_output=True, text=True, check=True)
    loaded = eval(done.stdout.splitlines()[-1])

    assert [name for name in HEAVY if name in loaded] == []
    assert {"django", "shishin"} <= set(loaded)
