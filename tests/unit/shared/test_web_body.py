"""Bodies: counted before they cost."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.web.body import MAX_GZIP_MEMBERS, Body, TooLarge, Undecodable


def _read(coding: str | None, chunks: list[bytes], *, max_bytes: int = 1_000) -> bytes:
    body = Body(coding, max_bytes=max_bytes)
    for chunk in chunks:
        body.add(chunk)
    return body.content()


@given(st.binary(max_size=300), st.integers(1, 50))
def test_gzip_in_any_pieces_is_unpacked(data: bytes, size: int) -> None:
    packed = gzip.compress(data)
    assert _read("gzip", [packed[at : at + size] for at in range(0, len(packed), size)]) == data


@pytest.mark.parametrize("coding", [None, "", "identity", "Identity , identity"])
def test_a_body_without_coding_is_left_as_it_is(coding: str | None) -> None:
    assert _read(coding, [b"ab", b"c"]) == b"abc"


def test_a_gzip_of_several_members_is_unpacked_whole() -> None:
    assert _read("x-gzip", [gzip.compress(b"ab") + gzip.compress(b"c")]) == b"abc"


def test_padding_after_gzip_is_ignored() -> None:
    assert _read("gzip", [gzip.compress(b"abc") + bytes(20)]) == b"abc"


@pytest.mark.parametrize(
    "coding", ["br", "deflate", "zstd", "gzip, gzip", "gzip, br", "x", ",".join(["gzip"] * 50)]
)
def test_a_coding_that_was_not_asked_for_is_refused(coding: str) -> None:
    with pytest.raises(Undecodable):
        Body(coding, max_bytes=1)


@pytest.mark.parametrize(
    "packed", [b"not gzip", gzip.compress(b"abc" * 99, mtime=0)[:-9], gzip.compress(b"a", mtime=0) + b"\x1fx"]
)
def test_damaged_gzip_is_told(packed: bytes) -> None:
    with pytest.raises(Undecodable):
        _read("gzip", [packed])


def test_the_last_allowed_byte_is_allowed_and_the_next_is_not() -> None:
    assert len(_read(None, [b"a" * 1_000])) == 1_000
    assert len(_read("gzip", [gzip.compress(b"a" * 1_000)])) == 1_000
    with pytest.raises(TooLarge):
        _read(None, [b"a" * 1_001])
    with pytest.raises(TooLarge):
        _read("gzip", [gzip.compress(b"a" * 1_001)])


def test_a_bomb_costs_no_more_than_the_limit() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(100)), packer.flush()])
    tracemalloc.start()
    with pytest.raises(TooLarge):
        _read("gzip", [bomb], max_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(bomb) < 200_000
    assert peak < 5_000_000


def test_endless_empty_gzip_members_are_refused() -> None:
    with pytest.raises(Undecodable):
        _read("gzip", [gzip.compress(b"") * (MAX_GZIP_MEMBERS + 1)], max_bytes=100_000)
