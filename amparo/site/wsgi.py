"""The web application, for Granian or any other WSGI server. The law is loaded here, once."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
pages = get_wsgi_application()

from amparo.site.crowd import Crowd  # noqa: E402 - the settings come first
from amparo.site.shelf import open_shelf  # noqa: E402
from amparo.site.warm import start_warming  # noqa: E402

application = Crowd(pages, version=lambda: open_shelf().law.digest)
start_warming(open_shelf())
# The law stays as long as the process does: looking through it for what to forget would hold up pages for 100 ms.
gc.collect()
gc.freeze()
