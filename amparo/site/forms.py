"""How Django's forms are drawn: with the templates in `parts/`, in our words and with our styles."""

from __future__ import annotations

from pathlib import Path

import django.forms
from django.forms.renderers import BaseRenderer
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property


class Drawn(BaseRenderer):
    """`{{ form }}` gives the error summary and all fields, `{{ field.as_field_group }}` one; named by FORM_RENDERER."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"

    @cached_property
    def engine(self) -> DjangoTemplates:
        """Our templates and Django's own for the inputs."""
        return DjangoTemplates(
            {
                "NAME": "forms",
                "APP_DIRS": True,
                "DIRS": [Path(django.forms.__file__).parent / "templates"],
                "OPTIONS": {"builtins": ["django.templatetags.i18n", "django.templatetags.static"]},
            }
        )

    def get_template(self, template_name: str):
        """The template of that name."""
        return self.engine.get_template(template_name)
