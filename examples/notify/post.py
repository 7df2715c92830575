#!/usr/bin/env python3
"""Send what `--on-event` tells to a web address, such as a chat's webhook: post.py URL."""

import json
import sys
import urllib.request

event = json.load(sys.stdin)
words = [f"sweep {event['sweep']['name']}: {event['kind']}, {event['why']}"]
if event["value"] is not None:
    words.append(f"{event['metric']['name']} {event['value']:g} with {event['params']}")
body = json.dumps({"text": "; ".join(words)}).encode()
request = urllib.request.Request(sys.argv[1], body, {"Content-Type": "application/json"})  # noqa: S310
urllib.request.urlopen(request, timeout=20)  # noqa: S310
