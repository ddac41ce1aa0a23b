"""Packs the canary's script as Synthetics wants it; the same script gives the same bytes.

    python3 pack.py            writes canary.zip
    python3 pack.py --check    ends with 1 when it is stale
"""

import io
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = "ingest.js"


def packed():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        entry = zipfile.ZipInfo(f"nodejs/node_modules/{SCRIPT}", (2026, 1, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        archive.writestr(entry, (HERE / SCRIPT).read_bytes())
    return out.getvalue()


if __name__ == "__main__":
    target = HERE / "canary.zip"
    if "--check" not in sys.argv:
        target.write_bytes(packed())
    elif not target.exists() or target.read_bytes() != packed():
        sys.exit(f"canary: {target.name} is stale; run python3 modules/observability/canary/pack.py")
