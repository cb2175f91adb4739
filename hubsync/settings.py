"""Settings, read from the environment (the variables are listed in README and .env.example)."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from hubsync.email_services import email_settings

# Lets generic classes of Django and its admin be written with their types.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# Where embedded services, downloads and the generated secret live.
DATA_DIR = (BASE_DIR / env.str("HUBSYNC_DATA_DIR", default=".data")).resolve()
# Tracebacks and the style guide; never in production.
DEBUG = env.bool("DEBUG", default=False)
# Signs sessions and links, encrypts tokens at rest. bin/start makes one in DATA_DIR; docker-compose asks for it.
SECRET_KEY = env.str("SECRET_KEY")
# Former secrets, newest first: what they signed or encrypted stays readable.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# The public address of this portal, without a slash at the end.
APP_URL = env.str("APP_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")
_app_host = urlsplit(APP_URL).hostname or "127.0.0.1"
_app_is_https = APP_URL.startswith("https://")

# Health checks ask from the machine itself.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or [_app_host, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [APP_URL]
ROOT_URLCONF = "hubsync.urls"
WSGI_APPLICATION = "hubsync.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "accounts",
    "rest",
    "crm",
    "shopify_connector",
    "workflows",
    "dashboards",
    "hubsync",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.client_address.ClientAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.UserLanguageMiddleware",
    "accounts.middleware.PortalMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hubsync.context_processors.shell",
            ],
        },
    }
]

# --- Data ---------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
# A list of 250 filters sends six fields a filter, and a tick for each chosen value.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# No file bigger than an import takes is kept; small ones stay in memory, others lie in the system's folder meanwhile.
FILE_UPLOAD_HANDLERS = [
    "hubsync.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"serializer": "hubsync.json_cache.JsonSerializer"},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- Work ---------------------------------------------------------------------------------------------------------
# Celery speaks of unix sockets as redis+socket://, redis-py as unix://.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Safe to run twice: each task claims its rows (SKIP LOCKED) before it works.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "resume-imports": {
        "task": "shopify_connector.tasks.resume_imports",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    # The door wakes the applier itself; this is for when it cannot.
    "apply-inbox": {
        "task": "shopify_connector.tasks.apply_inbox",
        "schedule": 1.0,
        "options": {"expires": 1},
    },
    "read-requested": {
        "task": "shopify_connector.tasks.read_requested",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    # Within a minute of the moment (SPEC D6).
    "abandon-checkouts": {
        "task": "shopify_connector.tasks.abandon_checkouts",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "compare-with-store": {
        "task": "shopify_connector.tasks.compare_with_store",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "clear-out": {
        "task": "shopify_connector.tasks.clear_out",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "resume-bulk-actions": {
        "task": "crm.tasks.resume_bulk_actions",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "resume-exports": {
        "task": "crm.tasks.resume_exports",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "clear-out-bulk-actions-and-exports": {
        "task": "crm.tasks.clear_out",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "drop-old-audit-entries": {
        "task": "accounts.tasks.drop_old_audit_entries",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "clear-out-reports": {
        "task": "dashboards.tasks.clear_out_reports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    # Until then the days concerned are counted from the records: it may come late and is never wrong.
    "fold-rollups": {
        "task": "dashboards.tasks.fold_rollups",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "mail-dashboards": {
        "task": "dashboards.tasks.mail_dashboards",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "resume-contact-imports": {
        "task": "crm.tasks.resume_contact_imports",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "clear-out-contact-imports": {
        "task": "crm.tasks.clear_out_contact_imports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "check-subscriptions": {
        "task": "shopify_connector.tasks.check_subscriptions",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    # Who changes a record tells the search at once; this is for imports, and for when nothing can be told.
    "catch-up-words": {
        "task": "crm.tasks.catch_up_words",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "catch-up-words-far": {
        "task": "crm.tasks.catch_up_words_far",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    # Derived from rows, so that it may come late and never wrong (docs/automation.md).
    "enrol-in-workflows": {
        "task": "workflows.tasks.enrol_all",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "see-off-from-workflows": {
        "task": "workflows.tasks.see_off",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "send-emails": {
        "task": "workflows.tasks.send_emails",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    # Who changes something has lists sorted at once; this is for new days, for new lists, and for what was not told.
    "sort-lists": {
        "task": "crm.tasks.sort_lists",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "audit-lists": {
        "task": "crm.tasks.audit_lists",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 3600},
    },
    "audit-words": {
        "task": "crm.tasks.audit_words",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 3600},
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "log-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "log-in"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Guessing: ten failures of one address and account within the hour lock that pair for the hour.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.throttling.account_of"
AXES_CLIENT_IP_CALLABLE = "accounts.client_address.address_of"
# Not kept of a failed attempt.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "token"]
# The audit log has them.
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# Seconds for which a link for a new password is good.
PASSWORD_RESET_TIMEOUT = 86_400
# Days for which the audit log keeps what was done.
AUDIT_KEPT_DAYS = env.int("AUDIT_KEPT_DAYS", default=730)
# First administrator, made at start when both are given; otherwise the first-run page makes one.
ADMIN_EMAIL = env.str("ADMIN_EMAIL", default="")
ADMIN_PASSWORD = env.str("ADMIN_PASSWORD", default="")

# --- E-mail -------------------------------------------------------------------------------------------------------
# What takes e-mails: smtp+tls://user:password@host:587, or a service (hubsync/email_services.py). Unset: none are sent.
EMAIL_URL = env.str("EMAIL_URL", default="")
# "user:password" in the address that an e-mail service is given for its webhooks; unset, they are not open.
EMAIL_WEBHOOK_SECRET = env.str("EMAIL_WEBHOOK_SECRET", default="")
_email = email_settings(EMAIL_URL, EMAIL_WEBHOOK_SECRET)
EMAIL_BACKEND = _email.backend
EMAIL_HOST, EMAIL_PORT = _email.smtp.get("EMAIL_HOST") or "localhost", _email.smtp.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.smtp.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.smtp.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.smtp.get("EMAIL_USE_TLS", False), _email.smtp.get("EMAIL_USE_SSL", False)
EMAIL_SERVICE, ANYMAIL = _email.service, {**_email.anymail}
EMAIL_TIMEOUT = 10
# What a worker that was killed had in hand is looked at again after so long; handing one e-mail over takes less.
EMAIL_LEASE_SECONDS = env.int("EMAIL_LEASE_SECONDS", default=600)
# E-mails of workflows that may be handed over in a second, by all workers together; 0: any number.
EMAIL_RATE = env.float("EMAIL_RATE", default=0.0)
# The sender of e-mails about accounts.
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="") or f"hubsync@{_app_host}"

# --- Security -----------------------------------------------------------------------------------------------------
CSRF_FAILURE_VIEW = "hubsync.error_pages.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _app_is_https
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# Two copies on two ports of one machine share a cookie jar; their names keep them apart.
_port = urlsplit(APP_URL).port
SESSION_COOKIE_NAME = f"hubsync_session_{_port}" if _port else "hubsync_session"
CSRF_COOKIE_NAME = f"hubsync_csrf_{_port}" if _port else "hubsync_csrf"
# A proxy of ours tells by X-Forwarded-Proto and X-Forwarded-For how and from where the browser came.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _app_is_https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Product pictures come from the store's own hosts.
        "img-src": [SELF, "data:", "https:", "http:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- Language and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Static files -------------------------------------------------------------------------------------------------
NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = (BASE_DIR / env.str("STATIC_ROOT", default=str(DATA_DIR / "static"))).resolve()
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("inter", NODE_MODULES / "@fontsource-variable/inter/files"),
    ("squire", NODE_MODULES / "squire-rte/dist"),
    ("dompurify", NODE_MODULES / "dompurify/dist"),
    ("idiomorph", NODE_MODULES / "idiomorph/dist"),
    ("echarts", NODE_MODULES / "echarts/dist"),
]
# Collected, compressed and named by their content; off (tests, development) they are served from where they lie.
STATIC_COLLECTED = env.bool("STATIC_COLLECTED", default=not DEBUG)
_collected_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_plain_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _collected_storage if STATIC_COLLECTED else _plain_storage},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_COLLECTED

# --- Shopify ------------------------------------------------------------------------------------------------------
# The app's client id and secret, from Shopify's Dev Dashboard (or the demo store).
SHOPIFY_API_KEY = env.str("SHOPIFY_API_KEY", default="")
SHOPIFY_API_SECRET = env.str("SHOPIFY_API_SECRET", default="")
# The app's former secrets, while Shopify still signs with one of them.
SHOPIFY_API_SECRET_FALLBACKS = env.list("SHOPIFY_API_SECRET_FALLBACKS", default=[])
# The scopes to ask for, comma-separated, where the app may not ask for all of ours (shopify_connector/scopes.py).
SHOPIFY_SCOPES = env.list("SHOPIFY_SCOPES", default=[])
# The Admin API's version (quarterly; SHOPIFY_API_VERSION=2026-10).
SHOPIFY_API_VERSION = env.str("SHOPIFY_API_VERSION", default="2026-10")
# Most bytes that a webhook's body may have; Shopify's own have some kilobytes.
WEBHOOK_MAX_BYTES = env.int("WEBHOOK_MAX_BYTES", default=10_000_000)
# Days for which handled webhooks are kept.
WEBHOOK_KEPT_DAYS = env.int("WEBHOOK_KEPT_DAYS", default=7)
# How a shop domain becomes an address; a simulated store gives its own.
SHOPIFY_STORE_URL = env.str("SHOPIFY_STORE_URL", default="https://{shop}")
# Hours after its creation at which a checkout without an order is abandoned.
CHECKOUT_ABANDONED_AFTER_HOURS = env.float("CHECKOUT_ABANDONED_AFTER_HOURS", default=24.0)

# --- REST API -----------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["rest.permissions.HasScopes"],
    "DEFAULT_THROTTLE_CLASSES": ["rest.throttling.PerToken"],
    "DEFAULT_PARSER_CLASSES": ["rest.parsing.JsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest.rendering.JsonRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "rest.answering.answer_error",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "hubsync",
    "VERSION": "1",
    "DESCRIPTION": "HubSpot's CRM v3 and v4 over your own store's records, and hubsync's own resources under /api/v1/. "
    "Tokens are made under Settings → API tokens, or by `bin/manage create_api_token NAME`.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SERVERS": [{"url": APP_URL}],
    "TAGS": [
        {"name": "Objects", "description": "Contacts, deals, products and line items"},
        {"name": "Search"},
        {"name": "Batches"},
        {"name": "Associations"},
        {"name": "Properties"},
        {"name": "Pipelines"},
        {"name": "Owners"},
        {"name": "Lists", "description": "Lists of contacts"},
        {"name": "List memberships", "description": "Who is in a list"},
        {"name": "Sync", "description": "How far hubsync is in step with the store"},
    ],
    "SCHEMA_PATH_PREFIX": "/(crm/v[34]|api/v1)",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "crm.api.openapi.name_kinds",
        "rest.openapi.tell_errors",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RunStatus": "shopify_connector.models.SessionStatus",
        "ImportStepStatus": "shopify_connector.models.ImportStep.Status",
        "ImportedObject": "shopify_connector.models.ImportedObject",
        "ProcessingType": "crm.models.ProcessingType.values",
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": False, "defaultModelsExpandDepth": -1, "docExpansion": "list"},
}
# Calls that one token may make in ten seconds (HubSpot's own limit lies between 100 and 190).
API_CALLS_PER_TEN_SECONDS = env.int("API_CALLS_PER_TEN_SECONDS", default=1000)

# --- Checks -------------------------------------------------------------------------------------------------------
# auth.W004 wants unique=True on the user's e-mail; the constraint on Lower("email") is stricter than that.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# --- Logging ------------------------------------------------------------------------------------------------------
# One event a line; time and program are put before it by what runs us (bin/start, docker).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "hubsync.redaction.RedactingFormatter",
            "fmt": "{levelname} {name} {message}",
            "style": "{",
            "secrets": [
                *(SECRET_KEY, *SECRET_KEY_FALLBACKS, ADMIN_PASSWORD, *_email.secrets),
                *(SHOPIFY_API_SECRET, *SHOPIFY_API_SECRET_FALLBACKS),
                DATABASES["default"].get("PASSWORD") or "",
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # What a task did it says itself; that it was received and ended is noise.
        "celery": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
