"""All settings, each read from the environment in one place.

Every name below that starts with GATEHOUSE_ is an environment variable; docs/operations.md lists them.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    """A yes/no environment variable."""
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated environment variable."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DEBUG = flag("GATEHOUSE_DEBUG")
DATA_DIR = Path(os.environ.get("GATEHOUSE_DATA_DIR", BASE_DIR / ".data"))
DATA_DIR.mkdir(parents=True, exist_ok=True)
ATTACHMENT_DIR = DATA_DIR / "attachments"
USAGE_DIR = DATA_DIR / "usage"
CHART_CACHE_DIR = DATA_DIR / "charts"
# Where usage events live when they are too many to send as files: spark:local[2], spark:spark://host:7077 or duckdb:/path.
WAREHOUSE = os.environ.get("GATEHOUSE_WAREHOUSE", "")
WAREHOUSE_EVENTS = os.environ.get("GATEHOUSE_WAREHOUSE_EVENTS", "gatehouse_event")


def secret_key() -> str:
    """The signing key: from the environment, else made once and kept in the data folder with owner-only rights."""
    if key := os.environ.get("GATEHOUSE_SECRET_KEY"):
        return key
    path = DATA_DIR / "secret_key"
    if not path.exists():
        import secrets

        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = secret_key()
ALLOWED_HOSTS = words("GATEHOUSE_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("GATEHOUSE_ORIGINS")
HTTPS = flag("GATEHOUSE_HTTPS")
# What documents and mails print before a path, e.g. https://rollout.example.com
PUBLIC_ADDRESS = os.environ.get("GATEHOUSE_ADDRESS", "").rstrip("/")

INSTALLED_APPS = [
    "governance.core",
    "governance.organisation",
    "governance.contracts",
    "governance.steering",
    "governance.policies",
    "training.courses",
    "training.testing",
    "training.clearance",
    "rollout.staging",
    "rollout.adoption",
    "rollout.kpis",
    "rollout.impact",
    "reports.dashboards",
    "reports.documents",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_ox",
    "rules",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "governance.organisation.activity.ActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "governance.organisation.middleware.ActorMiddleware",
    "governance.organisation.second_factor.SecondFactorMiddleware",
    "governance.core.pages.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "governance.core.navigation.context",
            ],
        },
    },
]


def database() -> dict[str, Any]:
    """SQLite in WAL mode with immediate transactions, or what DATABASE_URL names."""
    url = os.environ.get("DATABASE_URL")
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "gatehouse.sqlite3",
        # The last connection that closes writes the whole log back and deletes it, with the file locked: not at every request.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


FORM_RENDERER = "governance.core.formlook.Renderer"
DATABASES = {"default": database()}
# Shared by all processes of the machine, since it also counts failed sign-ins.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What runs by the clock: job → five-field cron expression in TIME_ZONE. A time missed is made up for once.
SCHEDULE = {
    "clearance.follow": "5 0 * * *",
    "staging.watch": "10 0 * * *",
    "core.tidy": "15 1 * * *",
    "organisation.apply_retention": "45 1 * * *",
    "testing.end_due": "* * * * *",
    "adoption.recompute": "30 2 * * *",
    "impact.daily": "10 6 * * *",
    "impact.forget_lists": "35 * * * *",
    "documents.monthly_report": "40 5 * * *",
    "policies.remind": "0 6 * * *",
    "adoption.watch_sources": "20 6 * * *",
    "testing.remind_markers": "15 7 * * *",
    "core.send_reminders": "30 7 * * *",
}


def schedules() -> dict[str, dict[str, Any]]:
    """The schedule as the task backend takes it."""
    path = "governance.core.jobs.recurring.run_scheduled"
    return {kind: {"task": path, "cron": cron, "kwargs": {"kind": kind}} for kind, cron in SCHEDULE.items()}


TASKS = {
    "default": {
        "BACKEND": os.environ.get("GATEHOUSE_TASKS", "django_ox.backend.OxBackend"),
        # A worker that was killed is noticed after LOCK_TIMEOUT seconds; its task then runs again.
        "OPTIONS": {"LOCK_TIMEOUT": int(os.environ.get("GATEHOUSE_LOCK_TIMEOUT", "60")), "MAX_ATTEMPTS": 3, "SCHEDULES": schedules()},
    }
}
if "immediate" in TASKS["default"]["BACKEND"]:
    TASKS["default"].pop("OPTIONS")

AUTH_USER_MODEL = "organisation.Account"
AUTHENTICATION_BACKENDS = [
    "governance.organisation.backends.OneTimeCodeBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "rules.permissions.ObjectPermissionBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "governance.organisation.adapters.ClosedAccountAdapter"
_FORMS = {
    "login": "SignInForm",
    "change_password": "PasswordForm",
    "reset_password": "ForgottenForm",
    "reset_password_from_key": "NewPasswordForm",
}
ACCOUNT_FORMS = {name: f"governance.organisation.forms.sign_in.{form}" for name, form in _FORMS.items()}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "20/10m/ip,5/10m/key", "login": "60/m/ip"}
# The sign-in limits above count by address, so a proxy in front must be named or every user shares one.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("GATEHOUSE_PROXIES", "0"))
MFA_ADAPTER = "governance.organisation.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Gatehouse"
USERSESSIONS_TRACK_ACTIVITY = True
SECOND_FACTOR_REQUIRED = flag("GATEHOUSE_SECOND_FACTOR")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese"))]
TIME_ZONE = os.environ.get("GATEHOUSE_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or flag("GATEHOUSE_PLAIN_STATIC")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or flag("GATEHOUSE_PLAIN_STATIC")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
UPLOAD_MAX_BYTES = int(os.environ.get("GATEHOUSE_UPLOAD_MAX_MB", "1024")) * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

MAILERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": os.environ["GATEHOUSE_SMTP"]}}
    if os.environ.get("GATEHOUSE_SMTP")
    else {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
}
# Where readers reach this product: links in letters begin with it.
SITE_URL = PUBLIC_ADDRESS or "http://localhost:8000"
DEFAULT_FROM_EMAIL = os.environ.get("GATEHOUSE_MAIL_FROM", "gatehouse@localhost")

SECURE_CSP = {
    "default-src": [CSP.SELF],
    # Plotly appends one empty <style> element and fills it through the CSSOM; this is the hash of the empty string.
    "style-src": [CSP.SELF, "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("GATEHOUSE_BEHIND_TLS_PROXY") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"

LOG_LEVEL = os.environ.get("GATEHOUSE_LOG_LEVEL", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

if HTTPS and DEBUG:
    raise ImproperlyConfigured("GATEHOUSE_DEBUG and GATEHOUSE_HTTPS are both on: debug pages must not face the network.")
