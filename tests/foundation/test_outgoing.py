"""The one outgoing door: who may be asked, and how long and how much is waited for."""

import contextlib
import os
import socket
import tempfile
import threading
import time

import pytest

from motcua.foundation import outgoing
from motcua.foundation.outgoing import NoAnswer, NotAsked


@contextlib.contextmanager
def serving(*parts, pause=0.0):
    """A server that reads a request and answers with these bytes, one part after the other."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer():
            with contextlib.suppress(OSError):
                while True:
                    here, _ = door.accept()
                    with here, contextlib.suppress(OSError):
                        asked.append(here.recv(65536))
                        for part in parts:
                            here.sendall(part)
                            time.sleep(pause)

        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/a?b=c", asked
        door.close()


def whole(body=b"ok", status=b"200 OK", more=b""):
    return (
        b"HTTP/1.1 "
        + status
        + b"\r\nContent-Length: "
        + str(len(body)).encode()
        + b"\r\n"
        + more
        + b"\r\n"
        + body
    )


def test_what_the_operator_set_is_asked_on_this_machine_without_protection():
    with serving(whole(more=b"X-Word: yes\r\n")) as (url, asked):
        answer = outgoing.send("POST", url, body=b"hello", headers={"X-Mine": "1"}, trusted=True)
    assert (answer.status, answer.body, answer.headers["x-word"]) == (200, b"ok", "yes")
    assert asked[0].startswith(b"POST /a?b=c HTTP/1.1\r\n") and b"X-Mine: 1\r\n" in asked[0]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.vn/", "address"),
        ("ftp://example.vn/", "address"),
        ("https://user:word@example.vn/", "address"),
        ("https:///x", "address"),
        ("https://example.vn:99999/", "address"),
        ("https://127.0.0.1/", "inside"),
        ("https://localhost/", "inside"),
        ("https://[::1]/", "inside"),
        ("https://[::ffff:10.0.0.1]/", "inside"),
        ("https://10.1.2.3/", "inside"),
        ("https://192.168.1.1/", "inside"),
        ("https://169.254.169.254/latest/meta-data", "inside"),
        ("https://0.0.0.0/", "inside"),
        ("https://224.0.0.1/", "inside"),
        ("https://0x7f000001/", "inside"),
    ],
)
def test_what_people_typed_leads_nowhere_inside(url, code):
    with pytest.raises(NotAsked) as refused:
        outgoing.send("GET", url)
    assert refused.value.code == code


def test_one_address_inside_among_several_is_enough_to_refuse(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(NotAsked, match="inside"):
        outgoing.send("GET", "https://two-faced.example/")


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(monkeypatch):
    answers = iter([("93.184.216.34", 443), ("127.0.0.1", 443)])
    reached = []
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *args, **kwargs: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", next(answers))],
    )

    def connect(address, *args, **kwargs):
        reached.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(NoAnswer):
        outgoing.send("GET", "https://rebinding.example/")
    assert reached == [("93.184.216.34", 443)]


def test_even_what_the_operator_set_is_not_asked_unprotected_elsewhere(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(NotAsked, match="unprotected"):
        outgoing.send("GET", "http://nation.example/", trusted=True)


def test_what_answers_with_a_signature_may_be_asked_unprotected_when_the_operator_set_it(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    monkeypatch.setattr(socket, "create_connection", lambda address, *rest, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        outgoing.send("POST", "http://stamps.example/", trusted=True, may_be_plain=True)
    with pytest.raises(NotAsked, match="address"):
        outgoing.send("POST", "http://stamps.example/", may_be_plain=True)


def test_a_redirect_is_an_answer_and_is_not_followed():
    with serving(whole(b"", b"302 Found", b"Location: http://169.254.169.254/\r\n")) as (url, asked):
        assert outgoing.send("GET", url, trusted=True).status == 302
    assert len(asked) == 1


def test_more_than_the_limit_is_not_read():
    with serving(whole(b"x" * 5_000)) as (url, _), pytest.raises(NoAnswer, match="too-large"):
        outgoing.send("GET", url, trusted=True, bytes_max=1_000)


def test_an_answer_that_is_not_read_to_its_end_leaves_no_line_open():
    before = sockets()
    # In HTTP/1.0 the connection hands its socket over to the answer.
    with (
        serving(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 5_000) as (url, _),
        pytest.raises(NoAnswer, match="too-large") as refused,
    ):
        outgoing.send("GET", url, trusted=True, bytes_max=1_000)
    patience = time.monotonic() + 5  # for the server to put its end down
    while sockets() != before and time.monotonic() < patience:
        time.sleep(0.01)
    assert refused.tb is not None and sockets() == before, "although the refusal is still held"


def sockets():
    found = (os.path.realpath(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd"))
    return sum("socket:" in name for name in found)


@pytest.mark.parametrize(
    "body", [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", b"not http at all\r\n\r\n", b""]
)
def test_half_an_answer_is_none(body):
    with serving(body) as (url, _), pytest.raises(NoAnswer):
        outgoing.send("GET", url, trusted=True)


def test_a_server_that_sends_a_byte_now_and_then_gets_no_longer_than_others():
    drips = serving(b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n", *[b"x"] * 400, pause=0.05)
    with drips as (url, _), pytest.raises(NoAnswer, match="time"):
        outgoing.send("GET", url, trusted=True, seconds=0.5)


def test_nor_one_whose_head_never_ends():
    drips = serving(
        b"HTTP/1.1 200 OK\r\nX: ", *[b"y"] * 60_000, pause=0.05
    )  # most of an hour, if it were let
    with drips as (url, _), pytest.raises(NoAnswer, match="time"):
        outgoing.send("GET", url, trusted=True, seconds=0.5)


def test_what_the_time_cut_short_is_no_answer_although_no_length_was_said():
    drips = serving(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", *[b"x"] * 90, pause=0.05)
    with drips as (url, _), pytest.raises(NoAnswer, match="time"):
        outgoing.send("GET", url, trusted=True, seconds=0.5)


def test_a_name_that_cannot_be_one_is_not_asked():
    with pytest.raises(NotAsked, match="address"):
        outgoing.send("GET", f"https://{'x' * 70}.example/")


def test_a_large_body_goes_into_a_file_part_by_part_and_no_further_than_the_limit():
    whole_of_it = b"0123456789" * 100_000
    with serving(whole(whole_of_it)) as (url, _), tempfile.TemporaryFile() as file:
        answer = outgoing.send("GET", url, trusted=True, bytes_max=len(whole_of_it), into=file)
        assert (answer.status, answer.body) == (200, b"")
        file.seek(0)
        assert file.read() == whole_of_it
    with (
        serving(whole(whole_of_it)) as (url, _),
        tempfile.TemporaryFile() as file,
        pytest.raises(NoAnswer, match="too-large"),
    ):
        outgoing.send("GET", url, trusted=True, bytes_max=len(whole_of_it) - 1, into=file)


def test_a_refusal_is_read_and_never_stands_in_the_file():
    with serving(whole(b"no", status=b"404 Not Found")) as (url, _), tempfile.TemporaryFile() as file:
        answer = outgoing.send("GET", url, trusted=True, bytes_max=1, into=file)
        assert (answer.status, answer.body, file.tell()) == (404, b"no", 0)
