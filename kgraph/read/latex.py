"""Turn the LaTeX of a bibliography into plain text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from kgraph.read.markup import plain_text

if TYPE_CHECKING:
    from pylatexenc.latex2text import LatexNodes2Text

_MARKS = {
    **{f"\\{sign}": sign for sign in "%&#_{}$"},
    "---": "—", "--": "–", "``": "“", "''": "”", "~": " ", "{": "", "}": "",
}  # fmt: skip
_MARK = re.compile("|".join(map(re.escape, _MARKS)))
# What only a parser of LaTeX understands, which takes milliseconds for an abstract.
_MACRO = re.compile(r"\\[^%&#_{}$]|(?<!\\)\$")
_ADDRESS = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_LINK = re.compile(r"\\href\s*\{[^{}]*\}")
# Outside of formulas these signs would start a comment or a formula, or end a cell.
_SIGN = re.compile(r"\\.|\$[^$]+\$|\$\$|([%&#$])", re.DOTALL)
_ESCAPE = re.compile(r"\\([^\w\s])")
# A formula of one sign, which plain text can hold.
_ONE_SIGN = re.compile(r"\$\s*(\\[a-zA-Z]+|[<>=+|-])\s*\$")
_TEXT_MACROS = {
    "textgreater": ">", "textless": "<", "textbar": "|", "textasciicircum": "^",
    "textasciitilde": "~", "textasciigrave": "`", "textbackslash": "\\",
    "textbraceleft": "{", "textbraceright": "}", "slash": "/", "copyright": "©",
    **dict.fromkeys(("bf", "em", "it", "rm", "sc", "sf", "sl", "small", "tt"), ""),
    **dict.fromkeys(("cite", "citep", "citet", "label"), ""),
}  # fmt: skip


def latex_to_text(latex: str) -> str:
    r"""Return LaTeX as plain text, without the tags of HTML; formulas between `$` are kept.

    Example:
        >>> latex_to_text(r"{Wide} M{\"u}ller nets, 5 % of $n_2$")
        'Wide Müller nets, 5 % of $n_2$'
    """
    if not _MACRO.search(latex):
        return plain_text(_MARK.sub(lambda mark: _MARKS[mark[0]], latex))
    latex = _ONE_SIGN.sub(r"{\1}", _ADDRESS.sub(r"\1", _LINK.sub("", latex)))
    escaped = _SIGN.sub(lambda sign: f"\\{sign[1]}" if sign[1] else sign[0], latex)
    return plain_text(_convert(escaped))


def verbatim(latex: str) -> str:
    """Return an address or an identifier without the braces and escapes of LaTeX."""
    address = _ADDRESS.search(latex)
    return re.sub(r"[{}\s]", "", _ESCAPE.sub(r"\1", address[1] if address else latex))


def _convert(latex: str) -> str:
    try:
        return str(_converter().latex_to_text(latex))
    except (IndexError, ValueError, RecursionError):
        # Macros without their arguments: the text is worth more than its markup.
        return re.sub(r"\\[a-zA-Z]+\s*|[{}]", "", _ESCAPE.sub(r"\1", latex))


@cache
def _converter() -> LatexNodes2Text:
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    context = get_default_latex_context_db()
    macros = [MacroTextSpec(name, text) for name, text in _TEXT_MACROS.items()]
    context.add_context_category("bibliography", macros=macros, prepend=True)
    context.set_unknown_macro_spec(MacroTextSpec("", _keep))
    return LatexNodes2Text(context, math_mode="verbatim", keep_comments=True)


def _keep(node: Any, l2tobj: LatexNodes2Text) -> str:
    """Return what stands for a macro that is not known: its arguments, otherwise its own text."""
    arguments = [item for item in (node.nodeargd.argnlist or []) if item] if node.nodeargd else []
    is_applied = node.parsing_state.s.startswith("{", node.pos + node.len)
    if arguments or is_applied:
        return str(l2tobj.nodelist_to_text(arguments))
    return str(node.latex_verbatim())
