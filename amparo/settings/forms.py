"""Forms are drawn with the parts of the site, see its style guide."""

FORM_RENDERER = "amparo.site.forms.Drawn"
