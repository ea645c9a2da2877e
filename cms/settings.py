"""The settings: every value comes from the environment, and a bad one stops the start with a sentence."""

import os
import re
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

env = Env()


def read(kind, name, default, wanted, pattern=""):
    """The environment's value for `name`, or `default`; `wanted` says what would have been right."""
    try:
        value = getattr(env, kind)(name, default)
        if pattern and not re.fullmatch(pattern, value):
            raise ValueError
        return value
    except (EnvError, ValueError) as error:
        # The value itself is not repeated: it may be a password.
        raise ImproperlyConfigured(f"{name} is not valid: give {wanted}.") from error


def at_least(name, number, smallest):
    if number < smallest:
        raise ImproperlyConfigured(f"{name} is not valid: give a whole number from {smallest} up.")
    return number


def one_of(name, value, choices):
    if value not in choices:
        raise ImproperlyConfigured(
            f"{name} is not valid: give one of {', '.join(c or 'nothing' for c in choices)}."
        )
    return value


# Where it runs. An installation that answers only to this machine is local: it needs no configuration at all.
# Any other host name makes it production, with production's demands and defaults.

DEBUG = read("bool", "DEBUG", False, "true or false")
ALLOWED_HOSTS = [host.strip() for host in read("list", "ALLOWED_HOSTS", LOOPBACK, "host names with commas")]
LOCAL = all(host in LOOPBACK for host in ALLOWED_HOSTS)
if not ALLOWED_HOSTS or "" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not valid: give host names with commas between them.")


def kept_secret_key(path):
    """This checkout's own development key, made on first use so that sign-ins outlive a restart."""
    if not path.exists():
        fresh = path.with_name(f"{path.name}-{os.getpid()}")
        try:
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(50))
            os.link(fresh, path)
        except FileExistsError:  # another process was first: its key counts
            pass
        except OSError as error:
            raise ImproperlyConfigured(
                f"SECRET_KEY is missing, and a development key cannot be kept in {path}: give SECRET_KEY."
            ) from error
        finally:
            fresh.unlink(missing_ok=True)
    return path.read_text().strip()


SECRET_KEY = read("str", "SECRET_KEY", "", "a long random text")
if not SECRET_KEY:
    if not (LOCAL or DEBUG):
        raise ImproperlyConfigured(
            "SECRET_KEY is missing: ALLOWED_HOSTS names a public host,"
            " so give a random text of 50 characters or more."
        )
    SECRET_KEY = kept_secret_key(BASE_DIR / ".secret-key")
elif not LOCAL and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: give a random text of 50 characters or more.")


# Applications. Content types are named here and nowhere in the engine.

INSTALLED_APPS = [
    "cms.people",
    "cms.audit",
    "cms.publishing",
    "cms.search",
    "cms.backup",
    "cms.evidence",
    "cms.mail",
    "cms.delivery",
    "articles",
    "assessments",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "corsheaders",
    "csp",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_prose_editor",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "taggit",
]
WORKER_STEPS = [  # what `manage.py worker` does in each round, in this order
    "cms.mail.following.follow",
    "cms.mail.reminding.remind",
    "cms.mail.overdue.warn_and_retire",
    "cms.mail.sending.send",
]
CONTENT_APPS = ["articles", "assessments"]  # writers may edit the models of these apps
LIVE_HOOKS = ["cms.search.index"]  # told, in the same transaction, what becomes live and what ends

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.delivery.cors.PublicCors",
    "csp.middleware.CSPMiddleware",
    "cms.people.methods.PagesAndForms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "cms.people.gate.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last, so that it sees which sign-in was locked out
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


# Database

DATABASE_URL_WANTED = "sqlite:///FILE or postgres://USER:PASSWORD@HOST:PORT/NAME"
DATABASE_POOL = one_of(
    "DATABASE_POOL", read("str", "DATABASE_POOL", "", "pgbouncer or nothing"), ["", "pgbouncer"]
)

SQLITE_OPTIONS = {
    # A transaction takes the write lock when it begins; otherwise writers meet "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"  # a compliance record does not lose its last commit to a power cut
        "PRAGMA mmap_size=1073741824;"
        "PRAGMA cache_size=-65536;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA recursive_triggers=ON"  # otherwise REPLACE deletes rows without asking the triggers
    ),
}


def database(url):
    scheme = url.partition(":")[0]
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL is not valid: give {DATABASE_URL_WANTED}.")
    try:
        found = dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL is not valid: give {DATABASE_URL_WANTED}.") from error
    options = found.setdefault("OPTIONS", {})
    if scheme == "sqlite":
        if found["NAME"] == ":memory:":
            raise ImproperlyConfigured(
                "DATABASE_URL is not valid: a SQLite database needs a file, sqlite:///FILE."
            )
        found["NAME"] = str(BASE_DIR / found["NAME"])  # an absolute path stays as it is
        options |= SQLITE_OPTIONS
    elif not found["NAME"]:
        raise ImproperlyConfigured(f"DATABASE_URL names no database: give {DATABASE_URL_WANTED}.")
    elif DATABASE_POOL == "pgbouncer":
        # A pooler that lends connections per transaction loses portals and prepared statements.
        found["DISABLE_SERVER_SIDE_CURSORS"] = True
        options["prepare_threshold"] = None
    return found


DATABASES = {"default": database(read("str", "DATABASE_URL", "sqlite:///db.sqlite3", DATABASE_URL_WANTED))}
BACKUP_DIR = BASE_DIR / read("str", "BACKUP_DIR", "backups", "a folder")  # of `manage.py upgrade`
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# Checkpoints of the audit trail: outside the database, or they would prove nothing. See docs/checkpoints.md.

CHECKPOINT_DIR = read("str", "CHECKPOINT_DIR", "", "a folder outside the database")
CHECKPOINT_KEY = read("str", "CHECKPOINT_KEY", "", "the file of a private key")
CHECKPOINT_TRUSTED = [key for key in read("list", "CHECKPOINT_TRUSTED", [], "public keys") if key]
if any(not re.fullmatch(r"[0-9a-f]{64}", key, re.ASCII) for key in CHECKPOINT_TRUSTED):
    raise ImproperlyConfigured(
        "CHECKPOINT_TRUSTED is not valid: give public keys as `manage.py checkpoint --new-key` prints them,"
        " 64 hexadecimal digits each, with commas between them."
    )


# People

AUTH_USER_MODEL = "people.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 3600 * at_least(
    "SESSION_HOURS", read("int", "SESSION_HOURS", 12, "a whole number of hours"), 1
)
LOGIN_URL = "admin:login"

# Whoever may sign gives a code from their phone too: to sign in, and with the first signature of a session.
TWO_FACTOR = read("bool", "TWO_FACTOR", not LOCAL, "true or false")
OTP_TOTP_ISSUER = read("str", "TWO_FACTOR_NAME", "Medical CMS", "a name that authenticator apps show")
# After so many failures from one address an account is locked to that address for so long.
LOCKOUT_AFTER = at_least("LOCKOUT_AFTER", read("int", "LOCKOUT_AFTER", 5, "a whole number of failures"), 2)
LOCKOUT_MINUTES = at_least(
    "LOCKOUT_MINUTES", read("int", "LOCKOUT_MINUTES", 15, "a whole number of minutes"), 1
)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # asks the handler below before any password is looked at
    "django.contrib.auth.backends.ModelBackend",
]
AXES_HANDLER = "cms.people.lockout.Handler"
AXES_LOCKOUT_CALLABLE = "cms.people.lockout.answer"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # else anybody could lock out an editor
AXES_CLIENT_IP_CALLABLE = "cms.people.lockout.address_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # the audit trail says who signed in
AXES_VERBOSE = False


# Browser security

HTTPS = read("bool", "HTTPS", not (LOCAL or DEBUG), "true or false")
HSTS_SECONDS = at_least(
    "HSTS_SECONDS", read("int", "HSTS_SECONDS", 31_536_000, "a whole number of seconds"), 0
)
HSTS_SUBDOMAINS = read("bool", "HSTS_SUBDOMAINS", True, "true or false")

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HSTS_SUBDOMAINS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_TRUSTED_ORIGINS = read("list", "CSRF_TRUSTED_ORIGINS", [], "origins such as https://cms.example.org")
if any(not origin.startswith(("https://", "http://")) for origin in CSRF_TRUSTED_ORIGINS):
    raise ImproperlyConfigured(
        "CSRF_TRUSTED_ORIGINS is not valid: give origins such as https://cms.example.org."
    )
BEHIND_PROXY = read("bool", "BEHIND_PROXY", False, "true or false")
if BEHIND_PROXY:
    # Only right when the proxy in front sets this header itself on every request.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# The editor writes one style element of its own into the page; this is the hash of exactly that text.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],  # the nonce is for the admin's import map
        "style-src": [SELF, EDITOR_STYLE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_ALL_ORIGINS = True  # what is public is public to every site; cookies are never sent along
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
CORS_ALLOW_HEADERS = ["accept", "content-type", "if-none-match"]
CORS_EXPOSE_HEADERS = [
    *("ETag", "Link", "RateLimit", "RateLimit-Policy", "Repr-Digest", "Retry-After", "X-Request-Id"),
]

# A long article with its FAQs and references is one form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000


# Language and time

LOCALE_FORM = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
DEFAULT_LOCALE = read("str", "DEFAULT_LOCALE", "en-US", "a language tag such as en-US", LOCALE_FORM)
LANGUAGE_CODE = "en-us"  # of the admin
USE_I18N = True
USE_TZ = True
TIME_ZONE = read("str", "TIME_ZONE", "UTC", "a time zone such as America/New_York")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError, OSError) as error:
    raise ImproperlyConfigured(
        "TIME_ZONE is not valid: give a time zone such as America/New_York."
    ) from error


# Static files

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / read("str", "STATIC_ROOT", "staticfiles", "a folder")
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
# Locally files come straight from the applications; production collects them, digests in their names.
COLLECTED = not (LOCAL or DEBUG)
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = not COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}


# API

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "cms.delivery.problems.handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Medical CMS",
    "DESCRIPTION": "Published medical content, as signed.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# Evaluations of assessments from one address in a minute, counted by each web process; 0 is without limit.
EVALUATIONS_PER_MINUTE = at_least(
    "EVALUATIONS_PER_MINUTE", read("int", "EVALUATIONS_PER_MINUTE", 240, "a whole number, or 0"), 0
)

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True


# Mail, sent by `manage.py worker`. It holds no content, only links to SITE_URL.

EMAIL_URL_WANTED = (
    "console:, smtp://USER:PASSWORD@HOST:PORT, smtp+tls://… (STARTTLS), smtps://… (TLS) or file:///FOLDER"
)
EMAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def email(url):
    """Django's mail settings from one address; port and user may be left out."""
    part = urlsplit(url)
    if url == "console:" or (part.scheme == "file" and part.path and not part.netloc):
        backend, found = ("filebased" if part.path else "console"), {"EMAIL_FILE_PATH": part.path}
    elif part.scheme in EMAIL_PORTS and part.hostname and part.path in ("", "/"):
        port = part.port or EMAIL_PORTS[part.scheme]
        backend, found = "smtp", {"EMAIL_HOST": part.hostname, "EMAIL_PORT": port}
        found |= {"EMAIL_USE_TLS": part.scheme == "smtp+tls", "EMAIL_USE_SSL": part.scheme == "smtps"}
        user, password = unquote(part.username or ""), unquote(part.password or "")
        found |= {"EMAIL_HOST_USER": user, "EMAIL_HOST_PASSWORD": password}
    else:
        raise ValueError
    return {"EMAIL_BACKEND": f"django.core.mail.backends.{backend}.EmailBackend", **found}


EMAIL_URL = read("str", "EMAIL_URL", "", EMAIL_URL_WANTED)
try:
    globals().update(email(EMAIL_URL or "console:"))
except ValueError as error:
    raise ImproperlyConfigured(f"EMAIL_URL is not valid: give {EMAIL_URL_WANTED}.") from error
EMAIL_TIMEOUT = 20
MAIL_FROM_WANTED = "an address, such as CMS <cms@example.org>"
MAIL_FROM_FORM = r"([^<>\x00-\x1f]+ )?<?[^<>@\s]+@[^<>@\s]+>?"
SITE_URL_WANTED = "an origin such as https://cms.example.org"
MAIL_FROM = read("str", "MAIL_FROM", "Medical CMS <cms@localhost>", MAIL_FROM_WANTED, MAIL_FROM_FORM)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
SITE_URL = read("str", "SITE_URL", "http://localhost:8000", SITE_URL_WANTED, r"https?://[^/?#\s]+")
MAIL_DIGEST_HOUR = int(read("str", "MAIL_DIGEST_HOUR", "7", "an hour from 0 to 23", "[01]?[0-9]|2[0-3]"))


# What happens to live pages whose review stays overdue: nothing, unless a number of days is given.
AFTER_DAYS = read("str", "RETIRE_OVERDUE_AFTER_DAYS", "", "a whole number of days, or nothing", "[0-9]{0,4}")
RETIRE_OVERDUE_AFTER_DAYS = int(AFTER_DAYS) if AFTER_DAYS else None
OVERDUE_REASON = "Its review was overdue for longer than our policy allows."
RETIRE_OVERDUE_REASON = read("str", "RETIRE_OVERDUE_REASON", OVERDUE_REASON, "a sentence", r".*\S.*")
OVERDUE_NOTE = "We have taken this page down until it is reviewed again."
RETIRE_OVERDUE_NOTE = read("str", "RETIRE_OVERDUE_NOTE", OVERDUE_NOTE, "a sentence", r".*\S.*")
RETIRE_OVERDUE_IN_REVIEW = read("bool", "RETIRE_OVERDUE_IN_REVIEW", False, "true or false")


# Logs go to standard error, one line each. No request body, form or answer is ever written to them.

DEFAULT_EXCEPTION_REPORTER_FILTER = "assessments.wall.Filter"
LOG_LEVEL = one_of(
    "LOG_LEVEL",
    read("str", "LOG_LEVEL", "INFO", "a level").upper(),
    ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        # At DEBUG this logger would print the values of every query.
        "django.db.backends": {"level": "WARNING"},
    },
}
