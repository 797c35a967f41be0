"""A parcel: the CSV files of a portfolio in one zip, made anew from whatever somebody sent.

Nothing is ever unpacked to a disk: files are read out of the zip, and only CSV files. What is sent
is bounded before it is packed and while it is unpacked.
"""

import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import IO, Final

from domain.imports.import_run import BAD_FILES, TOO_LARGE, FileProblem, NotImported, UploadedFile
from integrations.importing.files.reading import WORKBOOKS, Files
from integrations.importing.rows.portfolio import FILES

UNPACKED_BYTES: Final = 128 * 2**20
FILES_AT_MOST: Final = 200
PIECE_BYTES: Final = 1 << 20
# Fast, and about as small as CSV gets anyway.
LEVEL: Final = 1
WORKBOOK_ENDINGS: Final = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
# What the machines of some leave in every folder.
LITTER: Final = ("thumbs.db", "desktop.ini")
NAMES: Final = frozenset(row.file for row in FILES)
WORKBOOK: Final = (
    "is a workbook; save each of its sheets as “CSV UTF-8”, named as in the import format"
)
# The record at the end of a zip: its signature, and where it says how large the list of files is.
END: Final = b"PK\x05\x06"
END_BYTES: Final = 22
END_64: Final = b"PK\x06\x07"
END_64_BYTES: Final = 20
LONGEST_COMMENT: Final = 65_535
LARGEST_LIST_BYTES: Final = 256 * 1024


class UploadArchive(Files):
    """The files of a zip that `pack` made."""

    def __init__(self, content: bytes) -> None:
        super().__init__("What was sent")
        self._zip = zipfile.ZipFile(BytesIO(content))

    def names(self) -> list[str]:
        return self._zip.namelist()

    def open(self, name: str) -> IO[bytes]:
        return self._zip.open(name)


def build_archive(sent: Sequence[UploadedFile]) -> bytes:
    """Return one zip of the CSV files that were sent, by themselves or in one zip.

    Raises `NotImported` with what is wrong with which file.
    """
    if not sent:
        raise NotImported(BAD_FILES, "No file was sent. Choose the CSV files, or one zip of them.")
    zips = [each for each in sent if each.name.lower().endswith(".zip")]
    if zips and len(sent) > 1:
        raise NotImported(
            BAD_FILES, "A zip comes alone: send one zip, or the CSV files by themselves."
        )
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        packing = Packing(archive)
        for each in sent:
            if zips:
                packing.add_zip(each)
            else:
                packing.add(each.name, each.file)
        packing.check()
    return made.getvalue()


class Packing:
    """Packs file after file, and notes what is wrong with any."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        self._places: dict[str, str] = {}
        self._problems: list[FileProblem] = []
        self._left = UNPACKED_BYTES

    def add(self, name: str, file: IO[bytes]) -> None:
        """Pack a file under the last part of its name."""
        own = name.replace("\\", "/").rpartition("/")[2]
        if own.startswith(".") or own.lower() in LITTER:
            return
        if not own or not own.isprintable() or len(own) > 200:
            self._wrong(own[:60] or "A file", "has a name that can't be read; rename it")
        elif own.lower().endswith(WORKBOOK_ENDINGS):
            self._wrong(own, WORKBOOK)
        elif not own.lower().endswith(".csv"):
            self._wrong(own, "is no CSV file; leave it out, or save it as “CSV UTF-8”")
        elif (first := self._places.get(own.lower())) is not None:
            where = "" if first == name else f" (as {first} and as {name})"
            self._wrong(own, f"is there twice{where}; keep one of the two")
        else:
            self._places[own.lower()] = name
            self._copy(own.lower() if own.lower() in NAMES else own, file)

    def add_zip(self, sent: UploadedFile) -> None:
        """Pack the files of a zip."""
        try:
            check_list(sent)
            with zipfile.ZipFile(sent.file) as archive:
                self._add_members(sent, archive)
        except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, UnicodeDecodeError):
            self._wrong(sent.name, "is broken, or no zip; make it again")
        except NotImplementedError:
            self._wrong(sent.name, "is compressed in an unusual way; make it again as a plain zip")

    def check(self) -> None:
        """Raise `NotImported` if anything was wrong."""
        if not self._places and not self._problems:
            self._wrong("The zip", "holds no CSV file")
        if self._problems:
            raise NotImported(
                BAD_FILES,
                "These files can't be read as a portfolio. Nothing was imported.",
                tuple(self._problems),
            )

    def _add_members(self, sent: UploadedFile, archive: zipfile.ZipFile) -> None:
        names = archive.namelist()
        if "[Content_Types].xml" in names or "mimetype" in names:
            self._wrong(sent.name, WORKBOOK)
            return
        for member in archive.infolist():
            name = member.filename
            parts = name.replace("\\", "/").split("/")
            if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
                self._wrong(sent.name, f"holds a file outside of its folder: {name[:60]!r}")
            elif member.is_dir() or parts[0] == "__MACOSX":
                continue
            elif member.flag_bits & 1:
                self._wrong(sent.name, "is protected by a password; make it again without one")
                return
            else:
                with archive.open(member) as file:
                    self.add(name, file)

    def _copy(self, name: str, file: IO[bytes]) -> None:
        first = True
        with self._zip.open(name, "w") as packed:
            for piece in pieces(file):
                if first and piece.startswith(WORKBOOKS):
                    self._wrong(name, WORKBOOK)
                    return
                first = False
                self._left -= len(piece)
                if self._left < 0:
                    raise NotImported(
                        TOO_LARGE,
                        f"Unpacked, the files are larger than {UNPACKED_BYTES // 2**20} MiB. "
                        "Whoever runs Throughline can import them from a folder, by "
                        "`throughline import`.",
                    )
                packed.write(piece)

    def _wrong(self, name: str, reason: str) -> None:
        self._problems.append(FileProblem(name, 0, "", reason))


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        yield piece


def check_list(sent: UploadedFile) -> None:
    """Refuse a zip whose list of files alone would fill the memory; it is read as a whole."""
    size = sent.file.seek(0, os.SEEK_END)
    tail_size = min(size, LONGEST_COMMENT + END_BYTES + END_64_BYTES)
    sent.file.seek(size - tail_size)
    tail = sent.file.read(tail_size)
    sent.file.seek(0)
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_BYTES:
        raise zipfile.BadZipFile
    count, list_bytes = struct.unpack_from("<HL", tail, at + 10)
    # The form for zips of more than 4 GiB says it elsewhere; what may be sent is far smaller.
    large = tail[max(0, at - END_64_BYTES) : at].startswith(END_64)
    if large or count > FILES_AT_MOST or list_bytes > LARGEST_LIST_BYTES:
        raise NotImported(
            TOO_LARGE, f"The zip holds more than {FILES_AT_MOST} files, and a portfolio has fewer."
        )
