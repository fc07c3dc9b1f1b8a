"""The core as a Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Cities, organisations, people and what is on record about all of it."""

    name = "amparo.core"
    label = "core"
    verbose_name = "Amparo core"
    default_auto_field = "django.db.models.BigAutoField"
