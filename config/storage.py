"""Static files under names that carry their hash, so that a browser may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Before collectstatic ran (tests, a fresh clone) a file keeps its plain name instead of failing the page."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        known: str = self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
        return known
