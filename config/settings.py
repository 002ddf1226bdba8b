"""Settings, all from the environment; the embedded default needs none. Table of variables: docs/operating.md."""

import hashlib
import tempfile
from ipaddress import ip_network
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("TIDEMARK_DEMO", default=True)
DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
VAR_DIR = Path(env.str("TIDEMARK_VAR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

# The demo has a key that everybody knows; without the demo there is no default, and a start without one fails.
SECRET_KEY = env.str("SECRET_KEY", default="demo-only-not-secret-" + "x" * 40) if DEMO else env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

INSTALLED_APPS = [
    "partners",
    "workflow",
    "notifications",
    "notifications.webhooks",
    "proposals",
    "proposals.needs",
    "proposals.joining",
    "proposals.overlap",
    "proposals.insight",
    "proposals.writing",
    "proposals.starts",
    "proposals.exchange",
    "proposals.files",
    "proposals.codesign",
    "proposals.talk",
    "proposals.replies",
    "proposals.suggestions",
    "proposals.intake",
    "proposals.review",
    "proposals.frameworks",
    "proposals.records",
    "proposals.due",
    "register",
    "api",
    "config",
    "django_fsm",
    "guardian",
    "allauth",
    "allauth.account",
    "django_cotton.apps.SimpleAppConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partners.middleware.PersonLanguageMiddleware",
    "config.middleware.SizeMiddleware",
    "config.middleware.PolicyMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "notifications.context.unread_count",
                "partners.actors_http.actor_context",
                "config.context.site",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -----------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'tidemark.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "config.sqlite"
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}  # a file, so that processes can share it
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: INSERT OR REPLACE fires delete triggers too, so workflow.append_only holds against it
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = None
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "proposals:queue"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_ADAPTER = "partners.adapter.AccountAdapter"

# --- Language -------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Halifax"

# --- Static files and headers -----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticStorage"},
}
MEDIA_ROOT = VAR_DIR / "media"
ATTACHMENTS_DIR = env.path("ATTACHMENTS_DIR", default=str(VAR_DIR / "attachments"))()
CLAMD = env.str("CLAMD", default="")  # unix:///run/clamav/clamd.ctl or tcp://host:3310
MAX_BODY = 12_000_000  # bytes of one request
WHITENOISE_USE_FINDERS = True  # a page works before anybody ran collectstatic
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True

# --- Mail: everything any library sends becomes an outbox row; only delivery speaks SMTP ------------------------------
EMAIL_BACKEND = "notifications.mail.OutboxBackend"
MAIL_EMBEDDED = not env.str("EMAIL_URL", default="")
_mail = env.email("EMAIL_URL", default=f"smtp://127.0.0.1:{PORT + 25}")
DELIVERY_EMAIL = {
    "host": _mail["EMAIL_HOST"],
    "port": _mail["EMAIL_PORT"] or 25,
    "user": _mail["EMAIL_HOST_USER"] or "",
    "password": _mail["EMAIL_HOST_PASSWORD"] or "",
    "use_tls": _mail.get("EMAIL_USE_TLS", False),
    "timeout": env.int("MAIL_TIMEOUT", default=20),  # seconds for each step of a conversation with the server
}
MAIL_SINK = env.str("MAIL_SINK", default="")  # a class as in notifications/sinks.py, for a service that can be asked
MAILBOX_DIR = VAR_DIR / "mailbox"
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Tidemark <notices@tidemark.example>")

# --- Answers by mail: without an address no mail offers one (docs/adr/0025-reply-by-mail.md) --------------------------
REPLY_ADDRESS = env.str("TIDEMARK_REPLY_ADDRESS", default="reply@tidemark.example" if DEMO and MAIL_EMBEDDED else "")
REPLY_MAILBOX = env.str("TIDEMARK_REPLY_MAILBOX", default="")  # imaps://user:password@host/INBOX
REPLY_SERVICE = env.str("TIDEMARK_REPLY_SERVICE", default="")  # mailgun://signing-key
REPLY_SIGNER = env.str("TIDEMARK_REPLY_SIGNER", default="")  # whose Authentication-Results count
NOTICE_ANSWERS = "proposals.replies.offering.readers"

# --- Calendar: what is due outside the proposals' own room ------------------------------------------------------------
DUE_ELSEWHERE = ["register.due.reviews"]

# --- Work queue: facts behind each line are in docs/architecture.md ---------------------------------------------------
BROKER_EMBEDDED = not env.str("REDIS_URL", default="")
BEAT_PID = VAR_DIR / "beat.pid"
BROKER_SOCKET = VAR_DIR / "valkey.sock"
if len(str(BROKER_SOCKET)) > 100:  # a Unix socket's path has at most 107 bytes
    _short = hashlib.sha256(str(VAR_DIR).encode()).hexdigest()[:16]
    BROKER_SOCKET = Path(tempfile.gettempdir()) / f"tidemark-{_short}.sock"
CELERY_BROKER_URL = env.str("REDIS_URL", default="") or f"redis+socket://{BROKER_SOCKET}"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "max_retries": 0,
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ROUTES = {"notifications.webhooks.tasks.*": {"queue": "webhooks"}}  # a worker of its own
CELERY_BEAT_SCHEDULE = {
    "pulse": {"task": "config.tasks.pulse", "schedule": 5, "options": {"expires": 5}},
    "publish what was decided": {"task": "register.tasks.publish_due", "schedule": 10, "options": {"expires": 10}},
    "look at review cycles": {"task": "register.tasks.remind_of_reviews", "schedule": 3600},
    "sweep the outbox": {"task": "notifications.tasks.sweep", "schedule": 15, "options": {"expires": 15}},
    "sweep the webhooks": {
        "task": "notifications.webhooks.tasks.sweep",
        "schedule": 15,
        "options": {"expires": 15},
    },
    "forget old webhook deliveries": {"task": "notifications.webhooks.tasks.forget", "schedule": 3600},
    "tidy packages of records": {"task": "proposals.records.tasks.tidy", "schedule": 120, "options": {"expires": 120}},
    "seal the history": {"task": "config.tasks.seal", "schedule": 3600},
    "let time pass": {"task": "proposals.tasks.run_clocks", "schedule": 60, "options": {"expires": 60}},
}
if REPLY_MAILBOX:
    CELERY_BEAT_SCHEDULE["take in answers by mail"] = {
        "task": "proposals.replies.tasks.poll",
        "schedule": 30,
        "options": {"expires": 30},
    }

# --- Records: how long a case is kept after it closes; nothing is ever deleted by itself ------------------------------
PACKAGES_DIR = env.path("PACKAGES_DIR", default=str(VAR_DIR / "packages"))()  # for a day each, then deleted
RETENTION_YEARS = env.int("TIDEMARK_RETENTION_YEARS", default=10)

# --- Demonstration: replaces every framework's holding window; None leaves it alone -----------------------------------
HOLDING_WINDOW_SECONDS = env.int("TIDEMARK_HOLDING_SECONDS", default=None)

# --- Conversations: several comments or suggestions within this time become one mail; 0 sends each by itself ----------
COALESCE_SECONDS = env.int("TIDEMARK_COALESCE_SECONDS", default=60 if DEMO else 300)

# --- Webhooks: inner networks that they may reach, without TLS too (CIDR, comma-separated) ----------------------------
WEBHOOK_NETWORKS = [ip_network(one) for one in env.list("TIDEMARK_WEBHOOK_NETWORKS", default=[])]
WEBHOOK_DAYS = env.int("TIDEMARK_WEBHOOK_DAYS", default=30)  # deliveries are forgotten after

# --- Public tables: fewer organisations than this behind a number, and it is not shown (proposals.suppression) --------
SMALL_NUMBERS = max(3, env.int("TIDEMARK_SMALL_NUMBERS", default=5))

# --- Outside the demo the site is behind TLS --------------------------------------------------------------------------
if not DEMO:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without TLS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# --- Logs go to stderr: for people in the demo, JSON lines elsewhere --------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "config.logs.TextFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "config.logs.JsonFormatter"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env.str("LOG_FORMAT", default="text" if DEMO else "json"),
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines take the same way
DEFAULT_EXCEPTION_REPORTER = "config.reports.Report"
