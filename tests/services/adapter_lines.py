"""What the adapters of the smaller services share: the loop over requests (docs/conformance.md, "The protocol").

    serve("an IRC server", Scenario, ["on", "op"])

`Scenario(request)` begins one, with `step(rule, **args)`, `ask()` and `end()`. A step that raises Refused was refused.
"""

import json
import sys


class Refused(Exception):
    pass


def serve(service, begin, observes):
    scenario = None
    for line in sys.stdin:
        request, reply = json.loads(line), {}
        if request["do"] == "bye":
            break
        if request["do"] == "hello":
            reply = {"protocol": 1, "service": service, "observes": observes}
        elif request["do"] == "reset":
            if scenario:
                scenario.end()
            scenario = begin(request)
        elif request["do"] == "step":
            try:
                scenario.step(request["rule"], **request["args"])
                reply = {"outcome": "allowed"}
            except Refused as reason:
                reply = {"outcome": "refused", "reason": str(reason)}
        elif request["do"] == "ask":
            reply = {"holds": scenario.ask()}
        print(json.dumps({"id": request["id"], **reply}), flush=True)
