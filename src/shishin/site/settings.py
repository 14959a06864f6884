"""Django's settings, made from the environment. Each value an operator may give is in `environment.py`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from shishin.site.environment import WrongSetting, read_environment

ENVIRONMENT = read_environment()
DATA: Path = ENVIRONMENT["SHISHIN_DATA"]
SITE_URL: str = ENVIRONMENT["SHISHIN_URL"]
SITE_NAME: str = ENVIRONMENT["SHISHIN_NAME"]
CONTACT: str = ENVIRONMENT["SHISHIN_CONTACT"]
DEMO_ON_PUBLIC_SITE: bool = ENVIRONMENT["SHISHIN_DEMO"]
UPLOAD_LIMIT: int = ENVIRONMENT["SHISHIN_UPLOAD_LIMIT"] * 1024 * 1024
INTAKE_LIMIT: int = ENVIRONMENT["SHISHIN_INTAKE_LIMIT"] * 1024 * 1024
TRAIL_KEY = Path(ENVIRONMENT["SHISHIN_TRAIL_KEY"] or DATA / "trail.key")
CHECKPOINT_FILE = Path(ENVIRONMENT["SHISHIN_CHECKPOINT_FILE"] or DATA / "checkpoints.txt")
CHECKPOINT_MAIL: tuple[str, ...] = ENVIRONMENT["SHISHIN_CHECKPOINT_MAIL"]
CHECKPOINT_POST: str = ENVIRONMENT["SHISHIN_CHECKPOINT_POST"]
WITNESS_KEYS: frozenset[str] = ENVIRONMENT["SHISHIN_WITNESS_KEYS"]
SOURCE = Path(__file__).resolve().parents[1]


def kept_secret(path: Path) -> str:
    """The secret of this site: made at the first start, mode 600."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii")


def database_from(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # A server that does not answer must not hold whoever asks.
            "OPTIONS": {"connect_timeout": 5},
        }
    file = Path(unquote(parts.path)[1:]) if url else DATA / "shishin.sqlite3"
    file.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Recursive triggers: what REPLACE deletes asks the DELETE triggers too.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
            "PRAGMA cache_size=-65536;",
        },
    }


SECRET_KEY = ENVIRONMENT["SHISHIN_SECRET_KEY"] or kept_secret(DATA / "secret.key")
DEBUG = False
HOST = urlsplit(SITE_URL).hostname or ""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
IS_LOCAL = HOST in LOOPBACK and ENVIRONMENT["SHISHIN_HOST"] in LOOPBACK and not ENVIRONMENT["SHISHIN_PROXIES"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] if HOST in LOOPBACK else [HOST]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "shishin.site",
    "shishin.demo",
    "shishin.portal",
    "shishin.desk",
    "shishin.consultations",
    "shishin.governance",
    "shishin.guidelines",
    "shishin.councils",
    "shishin.people",
    "shishin.trail",
    "shishin.texts",
    "shishin.paper",
    "shishin.kit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "shishin.kit.request_log.RequestNumberMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "shishin.site.kept_pages.KeptPagesMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shishin.kit.middleware.PrivateMiddleware",
    "shishin.kit.middleware.NulMiddleware",
    "shishin.kit.middleware.RefusalMiddleware",
]

# Off in tests: there the number of public changes begins again with each.
KEEPS_PAGES = True
# On in tests: there no worker runs, and a job is done while its page waits.
JOBS_AT_ONCE = False
# Off in tests: thousands of them fix a text, and only those of printing first are about whether it can be printed.
PRINTS_FIRST = True

ROOT_URLCONF = "shishin.site.urls"
WSGI_APPLICATION = "shishin.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shishin.kit.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "shishin.kit.templatetags.kit", "template_partials.templatetags.partials"],
        },
    }
]
FORM_RENDERER = "shishin.kit.forms.Renderer"

DATABASES = {"default": database_from(ENVIRONMENT["DATABASE_URL"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and signing in.
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "shishin.people.signing_in.PersonBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:desk"
ACCOUNT_ADAPTER = "shishin.people.signing_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "shishin.people.signing_in.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Who has no account here gets no mail, whoever types their address.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# allauth's own copies the person's mail address into its table on every look at a link, whoever looks.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# `people/slowing.py` counts what is tried, in the database: a count in the cache of one process says nothing about another.
ACCOUNT_RATE_LIMITS = False
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT["SHISHIN_PROXIES"]
ACCOUNT_FORMS = {
    "login": "shishin.people.account_forms.SignIn",
    "reauthenticate": "shishin.people.account_forms.AskForPassword",
    "reset_password": "shishin.people.account_forms.ResetPassword",
    "reset_password_from_key": "shishin.people.account_forms.ResetPasswordByKey",
    "change_password": "shishin.people.account_forms.ChangePassword",
    "set_password": "shishin.people.account_forms.SetPassword",
}
MFA_FORMS = {
    "authenticate": "shishin.people.account_forms.AskForCode",
    "reauthenticate": "shishin.people.account_forms.AskForCodeAgain",
    "activate_totp": "shishin.people.account_forms.AddSecondFactor",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME or HOST
MFA_ADAPTER = "shishin.people.second_factor.SecondFactorAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
SOCIALACCOUNT_LOGIN_ON_GET = False
OIDC_ORIGIN = ["{0.scheme}://{0.netloc}".format(urlsplit(ENVIRONMENT["SHISHIN_OIDC_URL"]))] if ENVIRONMENT["SHISHIN_OIDC_URL"] else []
if ENVIRONMENT["SHISHIN_OIDC_URL"]:
    if not (ENVIRONMENT["SHISHIN_OIDC_CLIENT"] and ENVIRONMENT["SHISHIN_OIDC_SECRET"]):
        raise WrongSetting("SHISHIN_OIDC_CLIENT", ENVIRONMENT["SHISHIN_OIDC_CLIENT"], "set together with SHISHIN_OIDC_SECRET")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "office",
                "name": ENVIRONMENT["SHISHIN_OIDC_NAME"] or "OpenID Connect",
                "client_id": ENVIRONMENT["SHISHIN_OIDC_CLIENT"],
                "secret": ENVIRONMENT["SHISHIN_OIDC_SECRET"],
                "settings": {"server_url": ENVIRONMENT["SHISHIN_OIDC_URL"]},
            }
        ],
    }

# Language and time.
LANGUAGE_CODE = ENVIRONMENT["SHISHIN_LANGUAGE"]
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = ENVIRONMENT["SHISHIN_TIME_ZONE"]
FISCAL_YEAR_BEGINS: int = ENVIRONMENT["SHISHIN_FISCAL_YEAR_BEGINS"]
FISCAL_YEAR_NAMED: str = ENVIRONMENT["SHISHIN_FISCAL_YEAR_NAMED"]
HOLIDAYS: Path = ENVIRONMENT["SHISHIN_HOLIDAYS"]
USE_I18N = True
USE_TZ = True

# Files.
STATIC_URL = "/static/"
# Served from where they lie in the packages; nothing is collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
# Pages name these files with a version that follows from their content.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/(kit|guidelines|consultations|governance|django_htmx)/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "uploads"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT
FILE_UPLOAD_PERMISSIONS = 0o600

# Security: it follows from the scheme of SHISHIN_URL.
IS_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_ENGINE = "shishin.people.sessions"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = IS_HTTPS
# Asked on this machine, before the proxy and its https.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "shishin.kit.views.form_expired"
if ENVIRONMENT["SHISHIN_PROXIES"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # The sign-in form is answered with a redirect to the office's provider.
        "form-action": [SELF, *OIDC_ORIGIN],
    }
}

# Mail and background work.
MAIL = urlsplit(ENVIRONMENT["SHISHIN_MAIL_URL"] or (DATA / "mail").as_uri())
EMAIL_BACKEND = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
    "smtp+plain": "django.core.mail.backends.smtp.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "file": "django.core.mail.backends.filebased.EmailBackend",
}[MAIL.scheme]
if MAIL.scheme == "file":
    EMAIL_FILE_PATH = unquote(MAIL.path)
else:
    EMAIL_HOST = MAIL.hostname or "localhost"
    EMAIL_PORT = MAIL.port or {"smtp": 587, "smtps": 465}.get(MAIL.scheme, 25)
    EMAIL_HOST_USER = unquote(MAIL.username or "")
    EMAIL_HOST_PASSWORD = unquote(MAIL.password or "")
    # A server that offers no TLS gets no mail: nothing falls back to what can be read on the way.
    EMAIL_USE_TLS = MAIL.scheme == "smtp"
    EMAIL_USE_SSL = MAIL.scheme == "smtps"
    EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT["SHISHIN_MAIL_FROM"]
CLUSTER: str = ENVIRONMENT["SHISHIN_CLUSTER"]
DIGEST_HOUR: int = ENVIRONMENT["SHISHIN_DIGEST_HOUR"]
DIGEST_DAYS: frozenset[int] = ENVIRONMENT["SHISHIN_DIGEST_DAYS"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "shishin.kit.request_log.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": ENVIRONMENT["SHISHIN_LOG"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"shishin": {"level": "INFO"}, "django_tasks": {"level": "WARNING"}},
}
