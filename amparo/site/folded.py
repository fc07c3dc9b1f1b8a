"""Templates that draw fast: what is the same on every page of a language is drawn once, when a template is read.

Words of the site, addresses and names of files in a template (`translate`, `url`, `static` without variables) become
text, so there is a compiled template for each language. Names are looked up without the detours that only methods and
lists need. The pages are the same, byte for byte.
"""

from __future__ import annotations

import html
from typing import Any

from django.template.base import FilterExpression, Lexer, Node, NodeList, Parser, Template, TextNode, VariableNode
from django.template.context import Context, RequestContext
from django.template.defaulttags import AutoEscapeControlNode, CommentNode, IfNode, LoadNode, URLNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as Plain
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString
from django.utils.translation import get_language

LEFT_ALONE = (AutoEscapeControlNode, LanguageNode)
"""In these a page is in another state than when its template is read."""
OF_CONTEXTS = {*dir(Context()), *dir(RequestContext), "request", "template", "template_name", "render_context"}


class _Fast(Plain):
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """The template, compiled anew as a fast one."""
        found = super().get_template(template_name, skip)
        return FastTemplate(found.source, found.origin, found.name, found.engine)


class Loader(cached.Loader, _Fast):
    """Keeps each template once for each language."""

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        """As that of Django, within the language of the page being made."""
        return f"{get_language()} {super().cache_key(template_name, skip)}"


class FastTemplate(Template):
    """A template in the language of the moment at which it is compiled."""

    def compile_nodelist(self) -> NodeList:
        """Compile, then draw what is certain."""
        if self.engine.debug:
            return super().compile_nodelist()
        tokens = Lexer(self.source).tokenize()
        engine = self.engine
        parser = FastParser(tokens, engine.template_libraries, engine.template_builtins, self.origin)
        nodes = parser.parse()
        self.extra_data = getattr(parser, "extra_data", {})
        return folded(nodes)


class FastParser(Parser):
    """Reads every name in a template as a Name."""

    def compile_filter(self, token: str) -> FilterExpression:
        """The expression of a tag or variable."""
        return Name(token, self)


class Name(FilterExpression):
    """A name as in `{{ page.title }}`; the usual case is that each part is a key of a dict."""

    def __init__(self, token: str, parser: Parser):
        super().__init__(token, parser)
        bits = getattr(self.var, "lookups", None) or () if self.is_var and not self.filters else ()
        plain = not any(bit in OF_CONTEXTS or hasattr(dict, bit) or bit.lstrip("-").isdigit() for bit in bits)
        self.first, self.rest = (bits[0], bits[1:]) if bits and plain else ("", ())

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """The value in the context, as Django finds it."""
        first = self.first
        if first and not self.var.translate:  # which `translate` sets when it draws
            for layer in reversed(context.dicts):
                if first in layer:
                    value = layer[first]
                    for bit in self.rest:
                        if type(value) is not dict or bit not in value:
                            return super().resolve(context, ignore_failures)
                        value = value[bit]
                    if not callable(value):
                        return value
                    break
        return super().resolve(context, ignore_failures)


class Shown(VariableNode):
    """A value on the page; most are plain text."""

    def render(self, context: Context) -> str:
        """The value, escaped."""
        value = self.filter_expression.resolve(context)
        if context.autoescape and type(value) is str:
            return html.escape(value)
        if type(value) is SafeString:
            return value
        return super().render(context)


# ---- folding -------------------------------------------------------------------------------------------
def folded(nodes: NodeList) -> NodeList:
    """The nodes, with those drawn that are certain and neighbouring texts joined."""
    made = NodeList()
    made.contains_nontext = nodes.contains_nontext
    for node in nodes:
        text = _certain(node)
        if text is None:
            _fold_inside(node)
            made.append(Shown(node.filter_expression) if type(node) is VariableNode else node)
        elif made and type(made[-1]) is TextNode:
            made[-1] = TextNode(made[-1].s + text)
        elif text:
            made.append(TextNode(text))
    return made


def _fold_inside(node: Node) -> None:
    if isinstance(node, LEFT_ALONE):
        return
    if isinstance(node, IfNode):
        node.conditions_nodelists = [(condition, folded(nodes)) for condition, nodes in node.conditions_nodelists]
        return
    for name in node.child_nodelists:
        nodes = getattr(node, name, None)
        if isinstance(nodes, NodeList):
            setattr(node, name, folded(nodes))


def _certain(node: Node) -> str | None:
    """What a node draws on every page of this language, or None."""
    if type(node) is TextNode:
        return node.s
    if isinstance(node, LoadNode | CommentNode):
        return ""
    if not _is_certain(node):
        return None
    try:
        context = Context()
        context.template = Template("")  # blocktranslate asks it what stands for a missing value
        return str(node.render(context))
    except NoReverseMatch:
        return None


def _is_certain(node: Node) -> bool:
    if isinstance(node, TranslateNode):
        said = node.filter_expression
        return not (node.asvar or node.message_context or said.filters) and said.var.lookups is None
    if isinstance(node, BlockTranslateNode):
        return not (node.asvar or node.message_context or node.extra_context or node.plural) and all(
            token.token_type.name == "TEXT" for token in node.singular
        )
    if isinstance(node, URLNode):
        return not node.asvar and all(map(_is_literal, [node.view_name, *node.args, *node.kwargs.values()]))
    return isinstance(node, StaticNode) and node.varname is None and _is_literal(node.path)


def _is_literal(said: FilterExpression) -> bool:
    return not said.filters and not said.is_var and isinstance(said.var, str)
