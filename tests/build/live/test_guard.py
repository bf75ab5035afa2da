"""Who may talk to a live deck: each attack is refused, runs nothing, and learns nothing."""

from __future__ import annotations

import asyncio
import json
import re
import resource
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import uvicorn
from live_deck import TOKEN, LiveDeck, served
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from build.live.deck_state import WAITING, Browser, Live
from build.live.guard import GUESSES, LONGEST_ADDRESS, MOST_CONNECTIONS, Connection, Guard, listener
from build.live.server import app, routes

PORT = 4711
OURS = f"http://127.0.0.1:{PORT}"


class Clock:
    """Seconds that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Live:
    live = LiveDeck(tmp_path_factory.mktemp("guarded") / "leaf.md").live
    live.port = PORT
    return live


@pytest.fixture
def client(live: Live) -> TestClient:
    return TestClient(app(live), base_url=OURS, follow_redirects=False)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with served(tmp_path_factory.mktemp("served") / "leaf.md") as live:
        yield live


def test_the_page_may_load_nothing_from_elsewhere_and_stand_in_no_frame(client: TestClient) -> None:
    answer = client.get(f"/{TOKEN}/")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]+)'$", policy)
    assert nonce
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"script-src 'nonce-{nonce[1]}'"
    )
    assert set(re.findall(r"<script[^>]*>", answer.text)) == {f'<script nonce="{nonce[1]}">'}
    assert nonce[1] not in client.get(f"/{TOKEN}/").text
    for name, value in {
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "no-store",
    }.items():
        assert answer.headers[name] == value
    assert not {"access-control-allow-origin", "set-cookie", "server"} & set(answer.headers)


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", f"0.0.0.0:{PORT}", ""),
        *(f"127.0.0.1.:{PORT}", f"localhost.:{PORT}", f"[::1]:{PORT}", f"127.1:{PORT}", f"127.0.0.1:0{PORT}"),
        *(f"user@127.0.0.1:{PORT}", f"127.0.0.1:{PORT}/", f"127.0.0.1:{PORT}, evil.example"),
    ],
)
def test_a_name_that_is_bound_anew_to_this_machine_is_refused(client: TestClient, host: str) -> None:
    answer = client.get(f"/{TOKEN}/", headers={"host": host})
    assert (answer.status_code, answer.text) == (403, "not a name of this server")


def test_at_the_port_of_http_browsers_say_none(live: Live) -> None:
    client = TestClient(Guard(PlainTextResponse("in"), token=TOKEN, port=80), base_url="http://127.0.0.1")
    assert client.get(f"/{TOKEN}/", headers={"origin": "http://127.0.0.1"}).text == "in"
    assert client.get(f"/{TOKEN}/", headers={"host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": f"https://127.0.0.1:{PORT}"},
        {"origin": "http://127.0.0.1"},
        {"origin": f"http://localhost:{PORT}"},  # which is another page than the one that was opened
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "events"), ("POST", "at/x/1"), ("GET", "page/1"), ("OPTIONS", "")]
)
def test_another_page_is_refused(client: TestClient, headers: dict[str, str], method: str, path: str) -> None:
    answer = client.request(method, f"/{TOKEN}/{path}", headers=headers)
    assert (answer.status_code, answer.text) == (403, "not a page of this server")
    assert "access-control-allow-origin" not in answer.headers


def test_its_own_page_may_ask_under_both_names(client: TestClient, live: Live) -> None:
    for host in (f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"LOCALHOST:{PORT}"):
        headers = {"host": host, "origin": f"http://{host.lower()}", "sec-fetch-site": "same-origin"}
        assert client.post(f"/{TOKEN}/at/x/2", headers=headers).status_code == 204
    assert live.at == {"x": 2}
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client.get(f"/{TOKEN}/", headers=link).status_code == 200  # in another page, by somebody who knows the token
    assert client.post(f"/{TOKEN}/at/x/1", headers=link).status_code == 403
    assert client.get(f"/{TOKEN}", headers={"sec-fetch-site": "none"}).headers["location"] == f"/{TOKEN}/"


@pytest.mark.parametrize("path", ["/", "/x/", f"/{TOKEN[:-1]}/", f"/{TOKEN}x/", f"/x/{TOKEN}/", f"//{TOKEN}/", "/%FF/"])
def test_a_wrong_token_finds_nothing(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (404, "Not Found")


def test_who_guesses_waits_and_who_knows_does_not(live: Live) -> None:
    clock = Clock()

    async def within(scope, receive, send):  # type: ignore[no-untyped-def]
        raise AssertionError

    client = TestClient(Guard(within, token=TOKEN, port=PORT, clock=clock), base_url=OURS)
    assert {client.get(f"/guess{number}/").status_code for number in range(GUESSES)} == {404}
    answer = client.get("/guess/")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
    with pytest.raises(AssertionError):
        client.get(f"/{TOKEN}/")  # it is let through
    clock.now += 11
    assert client.get("/guess/").status_code == 404


def every_route(live: Live, value: str = "1") -> list[tuple[str, str]]:
    """Each method and path of whatever part of a live deck, with a value in place of what the path leaves open."""
    found = [(method, route.path) for route in routes(live) for method in sorted(route.methods or ())]
    return [(method, re.sub(r"\{[^}]*\}", lambda _: value, path)) for method, path in found]


def test_each_route_is_closed_to_other_names_other_pages_and_other_tokens(client: TestClient, live: Live) -> None:
    for method, path in every_route(live):
        for headers in ({"host": "evil.example"}, {"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
            assert client.request(method, f"/{TOKEN}{path}", headers=headers).status_code == 403, path
    for method, path in every_route(live)[: GUESSES - 10]:
        assert client.request(method, f"/{TOKEN[::-1]}{path}").status_code == 404, path


@pytest.mark.parametrize(
    "name",
    [
        "../../../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/leaf.md",
        "/etc/passwd",
        "leaf.md",
        "%00",
        "..\\leaf.md",
        "$(id)",
    ],
)
def test_no_path_leads_to_a_file(client: TestClient, live: Live, name: str) -> None:
    open_routes = [(method, path) for method, path in every_route(live, name) if name in path]
    assert open_routes
    for method, path in [*open_routes, ("GET", f"/{name}"), ("GET", f"/pictures/{name}")]:
        answer = client.request(method, f"/{TOKEN}{path}")
        assert 400 <= answer.status_code < 500, path
        assert "root:" not in answer.text
        assert "A leaf" not in answer.text


def test_what_is_too_long_is_not_read(client: TestClient) -> None:
    assert client.get(f"/{TOKEN}/?{'a' * LONGEST_ADDRESS}").status_code == 414
    assert client.post(f"/{TOKEN}/at/x/1", content=b"a" * 70_000).status_code == 413
    assert client.post(f"/{TOKEN}/at/x/1", content=iter([b"a"] * 3)).status_code == 411


def test_only_films_that_the_deck_shows_are_given_out_and_in_parts(
    live: Live, client: TestClient, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(range(256)))
    live.shown.files["abc.mp4"] = film  # type: ignore[index]
    answer = client.get(f"/{TOKEN}/films/abc.mp4", headers={"range": "bytes=10-19"})
    assert (answer.status_code, answer.headers["content-range"]) == (206, "bytes 10-19/256")
    assert answer.content == bytes(range(10, 20))
    assert answer.headers["content-type"] == "video/mp4"
    film.unlink()
    assert client.get(f"/{TOKEN}/films/abc.mp4").status_code == 404


# ---- a server on its own port -----------------------------------------------------------------------
def asked(live: Live, request: bytes) -> bytes:
    """What the server answers to these bytes, to their end; nothing where it hangs up on them."""
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", live.port), timeout=10) as line:
        line.sendall(request)
        return b"".join(iter(lambda: line.recv(65_536), b""))
    return b""


def get(live: Live, path: str = "/page/1", *more: str) -> bytes:
    lines = [f"GET /{TOKEN}{path} HTTP/1.1", f"Host: 127.0.0.1:{live.port}", "Connection: close", *more, "", ""]
    return asked(live, "\r\n".join(lines).encode())


def test_it_listens_on_this_machine_only_and_where_nobody_else_does() -> None:
    with listener(0) as one:
        host, port = one.getsockname()
        assert host == "127.0.0.1"
        with pytest.raises(OSError, match="in use"):
            listener(port)
        with listener(port, others=20) as other:
            assert port < other.getsockname()[1] <= port + 20


def test_huge_headers_and_what_is_no_http_are_refused_in_a_word(serving: Live) -> None:
    assert get(serving, "/page/1", f"X: {'a' * 20_000}").startswith(b"HTTP/1.1 431 ")
    assert get(serving, "/page/1", f"X: {'a' * 2_000_000}")[:12] in (b"HTTP/1.1 400", b"")
    assert asked(serving, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert get(serving).startswith(b"HTTP/1.1 200 OK")


def test_a_thousand_connections_are_refused_in_a_word_and_the_server_goes_on(serving: Live) -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)

    async def crowd() -> list[bytes]:
        lines = [await asyncio.open_connection("127.0.0.1", serving.port) for _ in range(1000)]
        said = [await reader.readline() for reader, _ in lines[MOST_CONNECTIONS:]]
        for _, writer in lines:
            writer.close()
        return said

    said = asyncio.run(crowd())
    assert len(said) == 1000 - MOST_CONNECTIONS
    assert set(said) == {b"HTTP/1.1 503 Service Unavailable\r\n"}
    assert get(serving).startswith(b"HTTP/1.1 200 OK")


def test_a_connection_that_never_asks_to_the_end_is_closed() -> None:
    class Impatient(Connection):
        patience = 0.01

    async def silent(*asked: bytes) -> bytes:
        config, state = uvicorn.Config(PlainTextResponse("hello"), log_config=None), uvicorn.server.ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Impatient(config, state, {}, loop), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for part in asked:
            writer.write(part)
            await reader.readuntil(b"hello")
        writer.write(b"GET / HT")
        said = await reader.read()
        writer.close()
        server.close()
        return said

    assert asyncio.run(silent()) == b""
    assert asyncio.run(silent(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")) == b""  # nor where it has asked before


def test_who_goes_in_the_midst_of_a_body_is_no_fault_of_the_server(serving: Live, capfd) -> None:  # type: ignore[no-untyped-def]
    with socket.create_connection(("127.0.0.1", serving.port), timeout=10) as line:
        head = f"PUT /{TOKEN}/source HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\nContent-Length: 9\r\n\r\n{{"
        line.sendall(head.encode())
    assert get(serving).startswith(b"HTTP/1.1 200 OK")
    assert capfd.readouterr().err == ""


def test_events_come_to_each_browser_with_how_the_deck_stands_first(serving: Live) -> None:
    with socket.create_connection(("127.0.0.1", serving.port), timeout=10) as line:
        line.sendall(f"GET /{TOKEN}/events HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\n\r\n".encode())
        reader = line.makefile("rb")
        head = list(iter(reader.readline, b"\r\n"))
        assert b"content-type: text/event-stream; charset=utf-8\r\n" in head
        assert next_event(reader) == ("deck", {"slides": serving.shown.order, "title": "A leaf", "moved": {}})
        assert next_event(reader)[0] == "findings"
        serving.broadcast("run", {"line": "<ä>\n"})
        assert next_event(reader) == ("run", {"line": "<ä>\n"})


def next_event(reader) -> tuple[str, object]:  # type: ignore[no-untyped-def]
    name = next(line for line in reader if line.startswith(b"event: ")).decode().strip()
    return name.removeprefix("event: "), json.loads(next(reader).decode().removeprefix("data: "))


def test_a_browser_that_is_too_slow_is_told_how_the_deck_stands_instead() -> None:
    async def slow() -> list[object]:
        browser = Browser()
        for number in range(WAITING + 1):
            browser.send(("slide", number))
        await asyncio.sleep(0)
        browser.send(("slide", "newest"))
        await asyncio.sleep(0)
        return [await browser.next(), await browser.next()]

    assert asyncio.run(slow()) == [("behind", None), ("slide", "newest")]
