"""A badge: how many required clauses a backend holds, as SVG, and as JSON for the endpoint badges of shields.io."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape

from harness.report.findings import status
from harness.verdict import RouteVerdict

_COLOURS = {"holds": "#1a7f37", "gaps": "#57660a", "fails": "#cf222e", "unclear": "#59636e"}
_LABEL = "HDMF conformance"


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says, and in which colour."""

    message: str
    colour: str

    def as_json(self) -> str:
        """Return it as shields.io reads it."""
        made = {"schemaVersion": 1, "label": _LABEL, "message": self.message, "color": self.colour}
        return json.dumps(made, indent=2) + "\n"

    def as_svg(self) -> str:
        """Return it as an image."""
        left, right = _width(_LABEL), _width(self.message)
        label, message = escape(_LABEL), escape(self.message)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
            f'aria-label="{label}: {message}"><title>{label}: {message}</title>'
            f'<clipPath id="r"><rect width="{left + right}" height="20" rx="3"/></clipPath>'
            f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#444c56"/>'
            f'<rect x="{left}" width="{right}" height="20" fill="{self.colour}"/></g>'
            '<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
            f'<text x="{left / 2:g}" y="14">{label}</text><text x="{left + right / 2:g}" y="14">{message}</text>'
            "</g></svg>\n"
        )


def badge(route: RouteVerdict, *, partial: bool) -> Badge:
    """Return the badge of a backend.

    Parameters
    ----------
    route
        The verdict on it.
    partial
        Whether the run was less than a whole one, which the badge must say.
    """
    word = status(route)
    share = next((share for share in route.shares if share.level == "required"), None)
    counts = f"{share.held}/{share.total} required" if share and share.tested else "nothing judged"
    failing = ", failing" if word == "fails" else ""
    suffix = " (partial run)" if partial else ""
    return Badge(
        f"{route.route} {counts}{failing}{suffix}", _COLOURS["unclear" if partial and word != "fails" else word]
    )


def _width(text: str) -> int:
    return round(len(text) * 6.6) + 12
