#!/usr/bin/env python3
"""Writes one JSON file for a dashboard: for each environment its open promotions, the last execution, and each day's numbers.

    examples/events/dashboard.py public/promotions.json --days 30

The file is replaced as a whole, so a web server never serves half of it. Needs Python 3 and `promote` (or the program that
$PROMOTE names).
"""

import argparse
import datetime
import json
import os
import subprocess
import sys

PROMOTE = os.environ.get("PROMOTE", "promote")


def events():
    done = subprocess.run([PROMOTE, "events"], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    return [json.loads(line) for line in done.stdout.splitlines()]


def dashboard(events, days):
    """The events of promotions by environment; `days` is the first day that is counted."""
    environments = {}
    for event in events:
        if event["event"] == "decision":
            continue
        name = event["targetEnvironment"]
        environment = environments.setdefault(name, {"name": name, "open": {}, "lastExecuted": None, "days": {}})
        promotion = {"id": event["promotionId"], "number": event["number"], "from": event["sourceEnvironment"],
                     "event": event["event"], "by": event["by"]["name"], "at": event["at"]}
        day = event["at"][:10]
        if event["event"] in ("executed", "rolled-back") and day >= days:
            counts = environment["days"].setdefault(day, {"executed": 0, "rolledBack": 0})
            counts["executed" if event["event"] == "executed" else "rolledBack"] += 1
        if event["event"] == "executed":
            environment["lastExecuted"] = promotion
        if event["event"] in ("executed", "cancelled", "rolled-back"):
            environment["open"].pop(promotion["id"], None)
        else:
            environment["open"][promotion["id"]] = promotion
    for environment in environments.values():
        environment["open"] = list(environment["open"].values())
        environment["days"] = [{"day": day, **counts} for day, counts in sorted(environment["days"].items())]
    return {"environments": sorted(environments.values(), key=lambda environment: environment["name"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="file to write")
    parser.add_argument("--days", type=int, default=30, help="number of days to count (default: 30)")
    args = parser.parse_args()
    found = events()
    today = datetime.datetime.now(datetime.timezone.utc).date()
    if found:
        # The ledger's clock may be ahead of this one.
        today = max(today, datetime.date.fromisoformat(found[-1]["at"][:10]))
    first = (today - datetime.timedelta(days=args.days - 1)).isoformat()
    with open(f"{args.file}.new", "w") as file:
        json.dump(dashboard(found, first), file, indent=2)
        file.write("\n")
    os.replace(f"{args.file}.new", args.file)


if __name__ == "__main__":
    main()
