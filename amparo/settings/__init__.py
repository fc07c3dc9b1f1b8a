"""Django's settings for the site, one small file per subject."""

from amparo.settings.accounts import *  # noqa: F403
from amparo.settings.forms import *  # noqa: F403
from amparo.settings.languages import *  # noqa: F403
from amparo.settings.logs import *  # noqa: F403
from amparo.settings.pages import *  # noqa: F403
from amparo.settings.security import *  # noqa: F403
from amparo.settings.storage import *  # noqa: F403
