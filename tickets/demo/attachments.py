"""Small files for the demo's tickets: a log, a table, a picture."""

import struct
import zlib

from django.core.files.base import ContentFile


def invent_file(dice, words):
    return dice.choice((log, table, picture))(dice, words)


def log(dice, words):
    """Some lines that a program might have written."""
    parts = ("update", "network", "display", "storage", "sign-in")
    lines = [
        f"{words['time']}:{second:02} {dice.choice(('INFO', 'INFO', 'WARN', 'ERROR'))} "
        f"{words['device']} {dice.choice(parts)}: code {dice.randrange(100, 999)}"
        for second in sorted(dice.sample(range(60), 24))
    ]
    return ContentFile("\n".join(lines).encode(), name=f"{words['device'].lower()}.log")


def table(dice, words):
    rows = ["reference;date;amount"]
    rows += [f"{words['number']}-{row};{words['date']};{dice.randrange(10, 900)},00" for row in range(1, 13)]
    return ContentFile("\n".join(rows).encode(), name=f"liste-{words['number']}.csv")


def picture(dice, words, width=320, height=200):
    """A PNG with a few grey areas, as screenshots look from far away."""
    shades = [dice.randrange(120, 245) for _ in range(5)]
    rows = b"".join(
        b"\0" + bytes(shades[(x // 64 + y // 50) % 5] for x in range(width)) for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return ContentFile(b"\x89PNG\r\n\x1a\n" + body, name=f"screenshot-{words['number']}.png")
