"""Write the schema's text: `python -m api.schema`, and `python -m api.schema release`."""

import sys

from api.schema.build import RELEASED_FILE, SCHEMA_FILE, schema_text

for file in (SCHEMA_FILE, RELEASED_FILE) if "release" in sys.argv[1:] else (SCHEMA_FILE,):
    file.write_text(schema_text(), encoding="utf-8")
