"""Where the data are, and as whom the site works with them."""

from amparo.core.storage.place import databases

DATABASES = databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.Staff"
PROCRASTINATE_IMPORT_PATHS = ["amparo.core.jobs", "amparo.policy.jobs"]
