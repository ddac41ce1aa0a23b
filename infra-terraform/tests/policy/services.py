"""Holds the table of services in docs/architecture.md to the code: every type of resource stands in one
row, and no row is without one.

    python3 tests/policy/services.py
"""

import pathlib
import re
import sys

STACK = pathlib.Path(__file__).resolve().parents[2]
PAGE = STACK.parent / "docs" / "architecture.md"


def declared():
    """Types of resources in the code."""
    code = [path.read_text() for path in STACK.rglob("*.tf") if ".terraform" not in path.parts]
    return set(re.findall(r'^resource "(aws_[a-z0-9_]+)"', "\n".join(code), re.M))


def rows():
    """Service -> its modules and types of resources, as the page has them."""
    section = PAGE.read_text().split("## Where it runs")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| ") and not line.startswith("| service")]
    return {cell[0]: (cell[2].split(", "), ["aws_" + name for name in re.findall(r"`([a-z0-9_]+)`", cell[3])]) for cell in cells}


def main():
    table, code, faults = rows(), declared(), []
    listed = [kind for _, kinds in table.values() for kind in kinds]
    faults += [f"{service} has no resource" for service, (_, kinds) in table.items() if not kinds]
    faults += [f"{kind} stands in no row" for kind in sorted(code - set(listed))]
    faults += [f"{kind} is not in the code" for kind in sorted(set(listed) - code)]
    faults += [f"{kind} stands in two rows" for kind in sorted({k for k in listed if listed.count(k) > 1})]
    faults += [f"{service}: there is no module {module}" for service, (modules, _) in table.items() for module in modules if not (STACK / "modules" / module).is_dir()]
    for fault in faults:
        print(f"services: docs/architecture.md: {fault}")
    print(f"services: {len(table)} services, {len(code)} types of resources, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
