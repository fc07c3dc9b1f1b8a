"""The request desk as a Django app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Requests of immigration authorities, decided and put on record."""

    name = "amparo.policy"
    label = "policy"
    verbose_name = "Amparo request desk"
    default_auto_field = "django.db.models.BigAutoField"
