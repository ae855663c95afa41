"""The inside of the cage: reads requests from stdin, parses, writes answers to stdout, under limits of its own.

python -m onrecord_ingest.caged CPU_SECONDS_PER_FEED
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from dataclasses import asdict
from typing import BinaryIO, Final

from onrecord_ingest.parsing import parse_feed
from onrecord_ingest.records import FeedDocument, Kind

LENGTH: Final = struct.Struct(">I")
MEMORY_BYTES: Final = 512 * 1024 * 1024


def main() -> None:
    """Answer until stdin ends. Each request: a JSON line with url and content type, and the body; length first."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answers = sys.stdout.buffer
    cpu_s = int(sys.argv[1])
    while (request := _read(sys.stdin.buffer)) is not None:
        _allow_cpu(cpu_s)
        head, _, body = request.partition(b"\n")
        try:
            document = parse_feed(body, **json.loads(head))
            answer = json.dumps(asdict(document)).encode("ascii")
        except MemoryError:
            sys.exit(f"more than {MEMORY_BYTES} bytes of memory")
        except Exception as error:  # whatever a feed breaks in the parser is an outcome of that feed
            flaw = FeedDocument(Kind.PARSE_FAILED, f"parser failed: {type(error).__name__}")
            answer = json.dumps(asdict(flaw)).encode("ascii")
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()
        del request, body


def _read(stream: BinaryIO) -> bytes | None:
    length = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(length)[0]) if length else None


def _allow_cpu(seconds: int) -> None:
    """Let the process use *seconds* more; then the kernel ends it with SIGXCPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


if __name__ == "__main__":
    main()
