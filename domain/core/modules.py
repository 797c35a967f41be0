"""Finding what the modules of all subjects declare, so that nothing has to be listed twice."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from domain import SUBJECTS


def modules_of(layer: str, subjects: Sequence[str] = SUBJECTS) -> Iterator[ModuleType]:
    """Import and yield the modules of these subjects in a layer, such as `db`, in order."""
    folders = {each.name for each in iter_modules(import_module(layer).__path__) if each.ispkg}
    for subject in subjects:
        if subject in folders:
            package = import_module(f"{layer}.{subject}")
            for found in sorted(iter_modules(package.__path__), key=lambda each: each.name):
                if not found.ispkg:
                    yield import_module(f"{package.__name__}.{found.name}")
