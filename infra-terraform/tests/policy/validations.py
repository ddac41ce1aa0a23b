"""Every validation of every variable has a test that it refuses something.

    python3 tests/policy/validations.py

Counts, module by module, the validations of a variable and the runs that expect it to fail: a run breaks
one of a variable's validations, so there have to be as many.
"""

import collections
import pathlib
import re
import sys

STACK = pathlib.Path(__file__).resolve().parents[2]


def validations(folder):
    """Variable -> number of its validations."""
    found = {}
    for name, body in re.findall(r'^variable "(\w+)" \{\n(.*?)^\}', (folder / "variables.tf").read_text(), re.S | re.M):
        found[name] = len(re.findall(r"^  validation \{", body, re.M))
    return found


def refused(tests):
    """Variable -> number of runs that expect it to fail."""
    runs = re.findall(r"expect_failures = \[(.*?)\]", tests, re.S)
    return collections.Counter(name for run in runs for name in set(re.findall(r"var\.(\w+)", run)))


def main():
    total, faults = 0, []
    for folder in [STACK, *sorted((STACK / "modules").iterdir())]:
        name = "stack" if folder == STACK else folder.name
        tests = STACK / "tests" / f"{name}.tftest.hcl"
        runs = refused(tests.read_text()) if tests.exists() else {}
        for variable, count in validations(folder).items():
            total += count
            if runs.get(variable, 0) < count:
                faults.append(f"tests/{name}.tftest.hcl: var.{variable} has {count} validations, and {runs.get(variable, 0)} runs that expect it to fail")
    for fault in faults:
        print(f"validations: {fault}")
    print(f"validations: {total}, {len(faults)} variables not tested")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
