"""Static files under names that carry their hash, so that a browser may keep them for ever."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Before collectstatic ran (tests, a fresh clone) a file keeps its plain name instead of failing the page."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        known: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return known

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Only what is new: compressing takes seconds, and `up` gathers the files at every start."""
        yield from super().compress_files([path for path in paths if not self._is_compressed(path)])

    def _is_compressed(self, path: str) -> bool:
        """A name with its hash never has another content; under a plain name the newer file counts."""
        file, compressed = Path(self.path(path)), Path(f"{self.path(path)}.br")
        if not compressed.exists():
            return False
        return path in self.hashed_files.values() or compressed.stat().st_mtime >= file.stat().st_mtime
