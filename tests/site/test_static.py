"""Static files are compressed when they are new, and not again at every start."""

import os

from config.storage import StaticStorage


def test_a_file_is_compressed_once_and_again_when_it_has_changed(tmp_path):
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    style = tmp_path / "style.css"
    style.write_text("a { color: red }\n" * 100)
    compressed = {("style.css", "style.css.br"), ("style.css", "style.css.gz")}
    assert set(storage.compress_files(["style.css"])) == compressed
    assert set(storage.compress_files(["style.css"])) == set()
    os.utime(style, (later := style.stat().st_mtime + 60, later))
    assert set(storage.compress_files(["style.css"])) == compressed
