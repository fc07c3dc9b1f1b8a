"""The languages of the site. The language stands in the address, and nowhere else."""

from pathlib import Path

from django.conf.locale import LANG_INFO

from amparo.languages import NAMES

# Django knows nothing of Haitian Creole yet.
LANG_INFO.setdefault("ht", {"bidi": False, "code": "ht", "name": "Haitian Creole", "name_local": NAMES["ht"]})

LANGUAGE_CODE = "en"
LANGUAGES = list(NAMES.items())
LOCALE_PATHS = [Path(__file__).parents[1] / "site" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
