"""Remove the markup of HTML, JATS and MathML from texts that are not documents themselves."""

from __future__ import annotations

import html
import re

# Only tags of these names are markup: a text can mention '<think>', or that 'a<b' and 'c>d'.
_BLOCKS = (
    "abstract|blockquote|br|dd|div|dl|dt|disp-formula|h[1-6]|hr|label|li|list|list-item|ol|p|"
    "para|sec|section|table|td|title|tr|trans-abstract|ul"
)
_INLINE = (
    "a|alternatives|b|bold|cite|code|del|email|em|ext-link|fn|font|i|img|inline-formula|"
    "inline-graphic|ins|italic|monospace|named-content|overline|roman|s|sans-serif|sc|scp|small|"
    "span|strike|strong|styled-content|sub|sup|tex-math|tt|u|underline|uri|xref|"
    "annotation|math|menclose|mfenced|mfrac|mi|mmultiscripts|mn|mo|mover|mpadded|mphantom|"
    "mprescripts|mroot|mrow|ms|mspace|msqrt|mstyle|msub|msubsup|msup|mtable|mtd|mtext|mtr|munder|"
    "munderover|none|semantics"
)
_ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>=]+))*\s*/?>"""
_BLOCK = re.compile(rf"</?(?:jats:)?(?:{_BLOCKS}){_ATTRIBUTES}", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:(?:jats|mml|m):)?(?:{_INLINE}){_ATTRIBUTES}", re.IGNORECASE)
# TeX next to the MathML of the same formula.
_TEX = re.compile(
    rf"<(?P<tag>(?:jats:)?tex-math|(?:mml:|m:)?annotation){_ATTRIBUTES}.*?</(?P=tag)>", re.DOTALL
)
_MATHML = re.compile(r"<(?:mml:|m:)?math[\s>]")
_HEADING_END = re.compile(r"[\s:.]*</(?:jats:)?title\s*>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->|<!\[CDATA\[|\]\]>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_HEADING = re.compile(r"\A\s*(?:abstract|summary)\s*(?:[:.]?\s*\n|:)\s*", re.IGNORECASE)


def plain_text(text: str) -> str:
    """Return a text without tags, entities, the heading 'Abstract', and line breaks.

    Other headings end in a colon. Tags and entities can be encoded twice, as they often are in
    records of Crossref.

    Example:
        >>> plain_text("<jats:title>Abstract</jats:title><jats:p>H<sub>2</sub> &amp; a &lt; b</p>")
        'H2 & a < b'
    """
    text = _unescape(_unescape(text))
    if "<" in text:
        if _MATHML.search(text):
            text = _TEX.sub("", text)
        text = _HEADING_END.sub(":\n", _COMMENT.sub("", text))
        text = _TAG.sub("", _BLOCK.sub("\n", text))
    return " ".join(_HEADING.sub("", text).split())


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
