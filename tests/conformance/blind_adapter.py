#!/usr/bin/env python3
"""An adapter of a service that allows everything and shows nothing."""

import json
import sys

for line in sys.stdin:
    request = json.loads(line)
    if request["do"] == "bye":
        break
    reply = {"hello": {"protocol": 1, "observes": []}, "step": {"outcome": "allowed"}, "ask": {"holds": {}}}
    print(json.dumps({"id": request["id"], **reply.get(request["do"], {})}), flush=True)
