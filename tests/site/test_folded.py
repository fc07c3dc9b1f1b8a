"""Pages that draw fast are the very pages that Django would draw."""

import copy

import pytest
from django.conf import settings
from django.template import Context, Template, engines
from django.template.base import TextNode
from django.test import override_settings
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from amparo.site.folded import FastTemplate

JAIL = "us/ny/new-york/situation/detainer_arrives/"
PAGES = [
    "",
    "law/",
    "us/wy/",
    "us/ny/new-york/",
    "us/il/chicago/law/welcoming-city/",
    "compare/",
    "style/",
    "no/where/",
]
FORMS = [
    {"now": "agency"},
    {"f.agency": "city_jail", "now": "agency"},
    {"f.agency": "city_jail", "f.warrant_signed_by": "no_one", "show": "now"},
    {"f.agency": "city_jail", "f.warrant_signed_by": "no_one", "show": "sheet"},
    {"f.agency": "city_jail", "ask": "convictions"},
]


class Person:
    name = "<Ana>"

    def greet(self):
        return "hello & welcome"


VALUES = {
    "text": "a < b & 'c'", "safe": mark_safe("<b>safe</b>"), "lazy": gettext_lazy("The law"), "number": 1234567,
    "none": None, "yes": True, "list": [{"n": "x"}, {"n": "<y>"}], "words": "The law",
    "row": {"items": "i", "0": "zero", "deep": {"end": 1}}, "person": Person(),
    "call": lambda: "<called>", "empty": "", "first": "law-index", "place": "us/ny",
}  # fmt: skip


def drawn(client):
    found = []
    for lang in ("en", "es", "ar"):
        found += [client.get(f"/{lang}/{page}").content for page in PAGES]
        found += [client.post(f"/{lang}/{JAIL}", form).content for form in FORMS]
    return found


def test_a_reader_gets_the_same_page_byte_for_byte(client):
    plain = copy.deepcopy(settings.TEMPLATES)
    del plain[0]["OPTIONS"]["loaders"]
    plain[0]["APP_DIRS"] = True
    ours = drawn(client)
    assert isinstance(engines.all()[0].get_template("site/home.html").template, FastTemplate)
    with override_settings(TEMPLATES=plain):
        assert not isinstance(engines.all()[0].get_template("site/home.html").template, FastTemplate)
        assert drawn(client) == ours


@pytest.mark.parametrize(
    "source",
    [
        "{{ text }}|{{ safe }}|{{ lazy }}|{{ number }}|{{ none }}|{{ yes }}|{{ empty }}",
        "{{ missing }}|{{ row.missing }}|{{ missing.more }}|{{ text.missing }}",
        "{{ row.items }}|{{ row.0 }}|{{ row.deep.end }}|{{ list.1.n }}|{{ list.9 }}|{{ row.keys }}",
        "{{ person.name }}|{{ person.greet }}|{{ person.missing }}|{{ call }}|{{ text.upper }}",
        "{% autoescape off %}{{ text }}{% translate 'The law' %}{% endautoescape %}{{ text|safe }}",
        "{{ text|default:'x' }}{{ missing|default:'x' }}{{ _('The law') }}",
        "{% translate 'The law' %}{% translate 'The law' as said %}{{ said }}",
        "{% translate words %}{% translate text %}{% translate '100%% <b>' %}{% translate words noop %}{{ words }}",
        "{% load i18n %}{% language 'es' %}{% translate 'The law' %}{% url 'how' %}{% endlanguage %}{% url 'how' %}",
        "{% blocktranslate %}The law{% endblocktranslate %}{% blocktranslate %}From {{ text }}{% endblocktranslate %}",
        "{% blocktranslate count n=number %}{{ n }} rule{% plural %}{{ n }} rules{% endblocktranslate %}",
        "{% url 'how' %}{% url first %}{% url 'place' place %}{% url 'place' 'us' %}{% url 'nowhere' as u %}[{{ u }}]",
        "{% if missing %}1{% elif row.deep.end and not none %}2{% else %}3{% endif %}",
        "{% if missing or text == 'x' %}4{% endif %}{% if call == '<called>' and words %}5{% endif %}",
        "{% for x in list %}{{ forloop.counter }}{{ x.n }}{% empty %}-{% endfor %}",
        "{% for x in missing %}{% empty %}-{% endfor %}{% for a, b in row.deep.items %}{{ a }}{{ b }}{% endfor %}",
        "{% with a=row.deep text='inner' %}{{ a.end }}{{ text }}{% endwith %}{# gone #}",
        "{% comment %}gone{% endcomment %}{% for x in list %}{% translate words %}{% endfor %}",
        "{% static 'site/site.css' %}{% filter upper %}{{ text }}{% translate 'The law' %}{% endfilter %}",
    ],
)
@pytest.mark.parametrize("lang", ["en", "es", "ar"])
def test_a_template_says_what_django_makes_of_it(source, lang):
    with override(lang):
        assert FastTemplate(source).render(Context(VALUES)) == Template(source).render(Context(VALUES))


def test_what_is_the_same_on_every_page_is_drawn_once():
    with override("es"):
        nodes = FastTemplate("<a href='{% url 'how' %}'>{% translate 'The law' %}</a>").nodelist
    assert [type(node) for node in nodes] == [TextNode]
    assert nodes[0].s == "<a href='/es/how/'>La ley</a>"


def test_an_address_that_does_not_exist_fails_when_the_page_is_drawn_as_ever():
    from django.urls import NoReverseMatch

    template = FastTemplate("{% url 'nowhere' %}")
    with pytest.raises(NoReverseMatch):
        template.render(Context())
