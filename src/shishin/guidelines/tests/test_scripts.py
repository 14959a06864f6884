"""Our scripts stay few and small, and act in no page by themselves."""

from __future__ import annotations

from pathlib import Path

import shishin

SCRIPTS = sorted(Path(shishin.__file__).parent.glob("*/static/**/*.js"))


def test_all_scripts_of_ours_together_are_below_40_kb():
    assert {"tables.js", "writing.js"} <= {script.name for script in SCRIPTS}
    assert sum(script.stat().st_size for script in SCRIPTS) < 40_000


def test_every_script_that_hears_keys_waits_while_a_word_is_composed():
    for script in SCRIPTS:
        text = script.read_text()
        heard, waits = text.count('"keydown"'), text.count("event.isComposing || event.keyCode === 229")
        assert (script.name, waits) == (script.name, heard)
