"""Reading PDFs back, as those who print or listen to them get them."""

import re
from dataclasses import dataclass
from io import BytesIO

import httpx
import pypdf

from board.reviews.pack.lines import BREAK
from tests.board.conftest import Surfer

POINTS = {"a4": (595, 842), "letter": (612, 792)}


@dataclass(frozen=True)
class Paper:
    """A PDF."""

    reader: pypdf.PdfReader

    @property
    def words(self) -> str:
        """All that it says, on one line."""
        text = " ".join(page.extract_text() for page in self.reader.pages)
        return re.sub(r"\s+", " ", text.replace(BREAK, ""))

    @property
    def size(self) -> tuple[int, int]:
        box = self.reader.pages[0].mediabox
        return round(box.width), round(box.height)

    def section(self, heading: str, following: str) -> str:
        """Return what stands between two headings."""
        return self.words.partition(f" {heading} ")[2].partition(f" {following} ")[0]

    @property
    def language(self) -> str:
        return str(self.reader.root_object["/Lang"])

    @property
    def is_tagged(self) -> bool:
        """Whether it says what is a heading, a table, a list."""
        marks = self.reader.root_object["/MarkInfo"]
        assert isinstance(marks, pypdf.generic.DictionaryObject)
        return bool(marks["/Marked"]) and "/StructTreeRoot" in self.reader.root_object

    @property
    def says_to_be_accessible(self) -> bool:
        """Whether it claims PDF/UA-1, which the typesetter checked."""
        metadata = self.reader.xmp_metadata
        assert metadata is not None
        return b"pdfuaid" in metadata.stream.get_data()


def read(content: bytes) -> Paper:
    return Paper(pypdf.PdfReader(BytesIO(content)))


def pack(surfer: Surfer, query: str = "", *, language: str = "en") -> Paper:
    """Return the pack at an address."""
    return read(answer(surfer, query, language=language).content)


def answer(surfer: Surfer, query: str = "", *, language: str = "en") -> httpx.Response:
    response = surfer.http.get(f"/pack.pdf{query}", headers={"accept-language": language})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/pdf"
    return response
