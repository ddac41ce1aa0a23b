"""List prices, from the table that `millrace size` reads too: (unit, first region, second region, page).

The table says what the prices are, of which day, and that none of them is verified.
"""

import json
import pathlib

_FILE = pathlib.Path(__file__).resolve().parents[2] / "load-generator/src/main/resources/prices.json"
_TABLE = json.loads(_FILE.read_text())

DATE = _TABLE["date"]
VERIFIED = _TABLE["verified"]
REGIONS = tuple(_TABLE["regions"])
PRICES = {name: (price["unit"], *price["usd"], price["source"]) for name, price in _TABLE["prices"].items()}
