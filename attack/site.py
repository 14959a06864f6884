"""A whole site as `shishin run` starts it, on this machine alone, and browsers that visit it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import requests
from bench.killing import free_port

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PATIENCE = 300


class Browser:
    """Somebody's browser; nobody's, until they sign in."""

    def __init__(self, address: str, *, login: str = "", password: str = "") -> None:
        self.address, self.login = address, login
        self.session = requests.Session()
        # Nothing of the environment: no proxy stands between this program and the site it started.
        self.session.trust_env = False
        self.session.headers["Accept-Language"] = "en"
        if login:
            self.sign_in(password)

    def sign_in(self, password: str) -> None:
        answer = self.post("/accounts/login/", {"login": self.login, "password": password})
        if answer.status_code != 302:
            raise SystemExit(f"{self.login} could not sign in ({answer.status_code}).")

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.address + path, allow_redirects=False, timeout=120)

    def post(self, path: str, form: dict[str, str]) -> requests.Response:
        if "csrftoken" not in self.session.cookies:
            self.get("/accounts/login/")
        form = {**form, "csrfmiddlewaretoken": self.session.cookies["csrftoken"] or ""}
        return self.session.post(self.address + path, form, headers={"Referer": self.address + path}, allow_redirects=False, timeout=120)


class Site:
    """The process that was started here. Nobody else's is ever ended."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "shishin", "run", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait()

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.answers():
                return
            time.sleep(0.2)
        raise SystemExit("The site did not start.")

    def answers(self) -> bool:
        try:
            return Browser(self.address).get("/health/").status_code == 200
        except requests.RequestException:
            return False

    def kill(self) -> None:
        """As `kill -9` does it, the watcher alone."""
        if self.process:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
