"""Takes govuk-frontend's stylesheet from an unpacked npm package: without crest, without the GDS Transport font,
without source maps, in our colours. Usage: scripts/vendor_look.py PACKAGE_FOLDER (development time only)."""

import re
import sys
from pathlib import Path

package = Path(sys.argv[1])
target = Path(__file__).resolve().parent.parent / "static" / "govuk"
target.mkdir(parents=True, exist_ok=True)
css = (package / "dist/govuk/govuk-frontend.min.css").read_text()
css = re.sub(r"@font-face\{[^}]*\}", "", css)
css = css.replace("GDS Transport,arial,sans-serif", "var(--tm-font)")
css = css.replace('"GDS Transport",arial,sans-serif', "var(--tm-font)")
css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
css = re.sub(r"url\(/assets/[^)]*\)", "none", css)
(target / "govuk-frontend.css").write_text(css)
(target / "README.md").write_text(
    "govuk-frontend 6.6.0, its compiled stylesheet only.\n"
    "Made by scripts/vendor_look.py: crest, GDS Transport font and source map are out.\n\n"
    "The MIT License (MIT). Copyright (c) 2018 Crown Copyright (Government Digital Service).\n"
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated\n"
    "documentation files, to deal in the software without restriction, subject to this notice being included in all\n"
    "copies. The software is provided as is, without warranty of any kind.\n"
)
