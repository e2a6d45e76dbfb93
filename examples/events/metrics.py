#!/usr/bin/env python3
"""Pushes counters of promotion events to a Prometheus Pushgateway, or prints them.

    examples/events/metrics.py http://pushgateway.acme.com:9091             # from cron, or as the last step of a CI job
    examples/events/metrics.py -                                            # for the text file collector

Counts each event once: the counters and the last event are kept in a file. They are saved after the push succeeded, so a push
that failed is done again by the next run. Needs Python 3 and `promote` (or the program that $PROMOTE names). For durations,
see `promote stats ENVIRONMENT -o openmetrics`.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
import urllib.request

PROMOTE = os.environ.get("PROMOTE", "promote")


def load(path):
    if os.path.exists(path):
        with open(path) as file:
            return json.load(file)
    return {"last": None, "events": {}, "executed": {}}


def save(path, state):
    with open(f"{path}.new", "w") as file:
        json.dump(state, file)
    os.replace(f"{path}.new", path)


def count(state):
    command = [PROMOTE, "events"] + (["--since", state["last"]] if state["last"] else [])
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(done.returncode)
    for line in done.stdout.splitlines():
        event = json.loads(line)
        state["last"] = event["id"]
        environment = event.get("targetEnvironment", "")
        counts = state["events"].setdefault(environment, {})
        counts[event["event"]] = counts.get(event["event"], 0) + 1
        if event["event"] == "executed":
            at = datetime.datetime.fromisoformat(event["at"].replace("Z", "+00:00"))
            state["executed"][environment] = int(at.timestamp())


def text(state):
    def label(value):
        return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

    lines = ["# HELP promote_events_total Events of the ledger.", "# TYPE promote_events_total counter"]
    for environment, counts in sorted(state["events"].items()):
        for event, number in sorted(counts.items()):
            lines.append(f'promote_events_total{{environment="{label(environment)}",event="{event}"}} {number}')
    lines += ["# HELP promote_last_executed_seconds The time of the last execution.",
              "# TYPE promote_last_executed_seconds gauge"]
    for environment, at in sorted(state["executed"].items()):
        lines.append(f'promote_last_executed_seconds{{environment="{label(environment)}"}} {at}')
    return "\n".join(lines) + "\n"


def push(url, body):
    request = urllib.request.Request(f"{url.rstrip('/')}/metrics/job/promote", data=body.encode(), method="PUT",
                                     headers={"Content-Type": "text/plain; version=0.0.4"})
    try:
        urllib.request.urlopen(request, timeout=30).close()
    except OSError as error:
        sys.exit(f"cannot push to {url}: {error}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", help="URL of the Pushgateway, or - to print")
    parser.add_argument("--state", default=".git/promote-metrics", help="file that keeps the counters")
    args = parser.parse_args()
    state = load(args.state)
    count(state)
    if args.url == "-":
        sys.stdout.write(text(state))
    else:
        push(args.url, text(state))
    save(args.state, state)


if __name__ == "__main__":
    main()
