"""The languages of the site. The language stands in the address, and nowhere else."""

from pathlib import Path

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [Path(__file__).parents[1] / "site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
