"""The web application, for Granian or any other WSGI server. The law is loaded here, once."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amparo.settings")
pages = get_wsgi_application()

from amparo.site.crowd import Crowd  # noqa: E402 - the settings come first
from amparo.site.parent import end_with_parent  # noqa: E402
from amparo.site.shelf import open_shelf  # noqa: E402
from amparo.site.warm import settle, start_warming  # noqa: E402

application = Crowd(pages, version=lambda: open_shelf().law.digest)
end_with_parent()
start_warming(open_shelf())
settle()
