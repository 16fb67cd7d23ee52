"""What tests use besides fixtures: a site on loopback, pages to serve, the result of a verb."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any


@dataclass
class Answer:
    """What the site answers at one path."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Site:
    """A server on loopback; put answers into `answers` and read what was asked from `asked`."""

    base: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def put(self, path: str, body: str | bytes, **more: Any) -> str:
        """Serve a body at a path; gives its address."""
        self.answers[path] = Answer(body.encode() if isinstance(body, str) else body, **more)
        return self.base + path


class SiteHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        answer = self.site.answers.get(self.path, Answer(b"<html><body>Not here.</body></html>", 404))
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(answer.body)

    def log_message(self, *args: Any) -> None:
        """Be quiet."""


def article(title: str, *paragraphs: str, head: str = "", before: str = "", after: str = "") -> str:
    """A news page with navigation and footer; the paragraphs are its article."""
    body = "\n".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/world">World</a></nav>{before}<article><h1>{title}</h1>\n{body}</article>{after}'
        "<footer><p>Contact the desk at any hour.</p></footer></body></html>"
    )


@dataclass
class Result:
    """What a verb did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its stdout as JSON."""
        return json.loads(self.out)
