"""Settings of the site. Every value that differs between sites comes from the environment."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from yuanxin.config import database, keys
from yuanxin.foundation.accounts import rules

PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")

DATA_DIR = Path(os.environ.get("YUANXIN_DATA_DIR", PROJECT / "data"))
DEBUG = os.environ.get("YUANXIN_DEBUG", "") == "1"
SECRET_KEY = keys.secret_key(DATA_DIR)
DATA_KEY = keys.data_key(DATA_DIR)
# Chosen before the first record: look-up digests of the two suites differ.
SEALING_SUITE = os.environ.get("YUANXIN_SEALING_SUITE", "aes")
ALLOWED_HOSTS = os.environ.get("YUANXIN_HOSTS", ",".join(LOOPBACK_NAMES)).split(",")

# Everywhere but on the machine itself the site is behind TLS: its own (YUANXIN_TLS_CERTIFICATE and YUANXIN_TLS_KEY), or
# that of the proxies whose addresses are named in YUANXIN_PROXIES.
ON_LOOPBACK = all(name in LOOPBACK_NAMES or name.startswith("127.") for name in ALLOWED_HOSTS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not ON_LOOPBACK
SECURE_HSTS_SECONDS = 0 if ON_LOOPBACK else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not ON_LOOPBACK
# The preload list of browsers is public, and entering it is for the owner of the whole domain.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

DATABASES = {"default": database.from_environment(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FOUNDATION = [
    "yuanxin.foundation.kernel",
    "yuanxin.foundation.ui",
    "yuanxin.foundation.audit",
    "yuanxin.foundation.unions",
    "yuanxin.foundation.accounts",
    "yuanxin.foundation.policies",
    "yuanxin.foundation.documents",
    "yuanxin.foundation.flow",
    "yuanxin.foundation.intake",
    "yuanxin.foundation.figures",
    "yuanxin.foundation.payments",
]
DEPARTMENTS = [
    "yuanxin.organisation.members",
    "yuanxin.growth.honours",
    "yuanxin.organisation.founding",
    "yuanxin.organisation.loading",
    "yuanxin.organisation.notices",
    "yuanxin.organisation.rosters",
    "yuanxin.welfare.hardship",
    "yuanxin.welfare.mutual_aid",
    "yuanxin.welfare.model_workers",
    "yuanxin.welfare.care",
    "yuanxin.finance.allowances",
]
ABOVE = [
    "yuanxin.insight.desk",
    "yuanxin.insight.bulletins",
    "yuanxin.demo",
    "yuanxin.config",
]
# Ours come first: where Django translates the same word otherwise (`name`), the first app's word is shown.
INSTALLED_APPS = [
    *FOUNDATION,
    *DEPARTMENTS,
    *ABOVE,
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_tables2",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "django_linear_migrations",
    "django_tasks",
    "django_tasks_db",
]
FIRST_PARTY_APPS = [*FOUNDATION, *DEPARTMENTS, *ABOVE]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yuanxin.foundation.accounts.headers.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # It pads each answer by a random length, so that the size tells nothing of a secret in the page (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yuanxin.foundation.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "yuanxin.foundation.accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yuanxin.foundation.accounts.middleware.ActorMiddleware",
    "yuanxin.foundation.figures.middleware.RefreshMiddleware",
    "yuanxin.foundation.flow.middleware.WaitingMiddleware",
    "yuanxin.foundation.policies.middleware.EachPolicyOnceMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "yuanxin.config.urls"
WSGI_APPLICATION = "yuanxin.config.wsgi.application"

FORM_RENDERER = "yuanxin.foundation.ui.widgets.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yuanxin.foundation.ui.shell.context",
            ],
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"yuanxin.foundation.accounts.validators.{name}"}
    for name in ("Length", "Classes", "NotWeak", "NotPersonal", "NotUsedBefore")
]
LOGIN_URL = "accounts:sign-in"

# The session is a signed cookie, so that reading a page writes nothing; accounts.SignIn is what can be revoked.
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_AGE = int(rules.IDLE.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# An account and an address are each locked after the same number of failures.
AXES_FAILURE_LIMIT = rules.FAILURES_BEFORE_LOCK
AXES_COOLOFF_TIME = rules.LOCK
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "yuanxin.foundation.accounts.services.sign_ins.address_of"
AXES_DISABLE_ACCESS_LOG = True  # the audit trail tells of sign-ins
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "yuanxin.foundation.accounts.views.signing_in.locked_out"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
NODE_MODULES = PROJECT / "node_modules"
STATICFILES_FINDERS = [
    "yuanxin.config.packages.HouseFinder",
    "yuanxin.config.packages.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "yuanxin.config.statics.HashedAndCompressed"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
if DEBUG:
    # Sources are served as they stand, with no collectstatic between a change and the page.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MEDIA_ROOT = DATA_DIR / "attachments"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "yuanxin": {"level": "INFO"},
        # It says that it starts each time it looks for work.
        "django_tasks_db": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
    },
}
