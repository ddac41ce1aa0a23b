"""Asks every policy of every plan, then shows that each policy finds what is wrong.

    python3 tests/policy/run.py [FOLDER]     FOLDER: plans that render.py wrote; else they are rendered

Ends with 1 when a plan breaks a policy or a mutant is missed.
"""

import json
import pathlib
import sys
import tempfile
import time

import mutants
import policies
import render


def load(folder):
    return {name: json.loads((pathlib.Path(folder) / f"{name}.json").read_text()) for name in render.PLANS}


def check(documents):
    faults = 0
    for name, document in documents.items():
        plan = policies.Plan(document)
        for policy in policies.POLICIES:
            for address, fault in policy(plan):
                faults += 1
                print(f"{name}: {policy.__name__}: {address}: {fault}")
        print(f"{name}: {len(plan.resources)} resources, {len(policies.POLICIES)} policies")
    return faults


def mutate(documents):
    """Each mutant against production, the others where it fits them: made and missed."""
    made, missed = 0, []
    by_name = {policy.__name__: policy for policy in policies.POLICIES}
    for mutant in mutants.MUTANTS:
        mutated = mutant.of(documents["prod"])
        if mutated is None:
            missed.append(f"{mutant.policy}: {mutant.about}: production has nothing of the kind")
            continue
        made += 1
        if not any(True for _ in by_name[mutant.policy](policies.Plan(mutated))):
            missed.append(f"{mutant.policy}: {mutant.about}: not found")
    untested = set(by_name) - {mutant.policy for mutant in mutants.MUTANTS}
    return made, missed + [f"{name}: no mutant" for name in sorted(untested)]


def main(arguments):
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments[0] if arguments else scratch
        if not arguments:
            render.render(folder)
        documents = load(folder)
    faults = check(documents)
    made, missed = mutate(documents)
    for line in missed:
        print(f"mutant missed: {line}")
    print(f"policies: {faults} faults; mutants: {made} made, {made - sum('not found' in line for line in missed)} caught; {time.monotonic() - start:.0f} s")
    return 1 if faults or missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
