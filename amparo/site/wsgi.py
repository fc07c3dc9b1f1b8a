"""The web application, for Granian or any other WSGI server. The law is loaded here, once."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
application = get_wsgi_application()

from amparo.site.shelf import open_shelf  # noqa: E402 - the settings come first
from amparo.site.warm import start_warming  # noqa: E402

start_warming(open_shelf())
