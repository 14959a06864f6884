"""`python -m shishin` is the console command `shishin`."""

from __future__ import annotations

from shishin.site.commands import main

main()
