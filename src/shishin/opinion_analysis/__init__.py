"""Plain Python over tables of text. Knows no Django."""

from __future__ import annotations

import os

# Before numpy comes: what is worked on at once is ours to say, threads of its own wait for one another, and sums have one order.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
