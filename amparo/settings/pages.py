"""How pages are found, drawn and sent."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "amparo.staff",  # its pages stand before the library's own
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "amparo.core",
    "amparo.policy",
    "amparo.site",
]
ROOT_URLCONF = "amparo.site.urls"
WSGI_APPLICATION = "amparo.site.wsgi.application"
MIDDLEWARE = [
    "amparo.site.health.Watch",  # measures all the others
    # Compression gives nothing away here: a form's token is masked anew in each answer.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "amparo.site.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # A public page looks at no session and at nobody signed in, so none of these touches it.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amparo.staff.middleware.private",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("amparo.site.folded.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "amparo.site.page.frame",
                "amparo.staff.nav.desk",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

STATIC_URL = "/static/"
STORAGES = {
    "staticfiles": {"BACKEND": "amparo.site.assets.AssetStorage"},
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000  # the address of a file changes with its content
