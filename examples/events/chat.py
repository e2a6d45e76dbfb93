#!/usr/bin/env python3
"""Posts a chat message for each promotion that was executed, rolled back or rejected, or that waits for approval.

    examples/events/chat.py https://chat.acme.com/hooks/abc                 # from cron, every minute
    examples/events/chat.py https://chat.acme.com/hooks/abc --follow        # as a service

The URL is an incoming webhook that takes {"text": "..."}, as Slack, Mattermost and Rocket.Chat have it. The first run posts
nothing: it remembers the last event. If a message cannot be posted, the script ends with 1, and the next run begins with that
message. Needs Python 3 and `promote` (or the program that $PROMOTE names).
"""

import argparse
import json
import os
import subprocess
import sys
import urllib.request

PROMOTE = os.environ.get("PROMOTE", "promote")


def message(event):
    """The text for an event; None for events that nobody needs to hear of."""
    if event["event"] == "decision":
        return f"{event['title']} ({event['by']['name']})"
    number = event["number"] or event["promotionId"]
    what = f"promotion {number} ({event['sourceEnvironment']} -> {event['targetEnvironment']})"
    who = event["by"]["name"]
    match event["event"]:
        case "validated":
            return f"{what} waits for approval; {who} validated it" if event["ok"] else None
        case "approved" | "executed" | "cancelled":
            return f"{who} {event['event']} {what}"
        case "rejected":
            return f"{who} rejected {what}: {event['reason']}"
        case "rolled-back":
            part = "" if event["complete"] else "a part of "
            return f"{who} rolled back {part}{what}: {event['reason']}"
        case "attested":
            return None if event["ok"] else f"{event['name']} failed for {what}"
    return None


def post(url, text):
    # What the chat would take for markup or mentions is text.
    for plain, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(plain, safe)
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=30).close()


def remember(path, event):
    with open(f"{path}.new", "w") as file:
        file.write(event["id"])
    os.replace(f"{path}.new", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", help="incoming webhook of the chat")
    parser.add_argument("--state", default=".git/promote-chat", help="file that remembers the last event")
    parser.add_argument("--follow", action="store_true", help="keep running")
    args = parser.parse_args()
    known = os.path.exists(args.state)
    command = [PROMOTE, "events"]
    if known:
        command += ["--since", open(args.state).read()]
        command += ["--follow"] if args.follow else []
    events = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in events.stdout:
        event = json.loads(line)
        text = message(event) if known else None
        try:
            if text:
                post(args.url, text)
        except OSError as error:
            events.kill()
            sys.exit(f"cannot post to the chat: {error}")
        remember(args.state, event)
    sys.exit(events.wait())


if __name__ == "__main__":
    main()
