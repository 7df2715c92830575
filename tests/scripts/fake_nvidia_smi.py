"""Stands in for nvidia-smi: the cards and who is on them are in the JSON file that $FAKE_GPUS names."""

import json
import os
import sys
from pathlib import Path

state = json.loads(Path(os.environ["FAKE_GPUS"]).read_text())
if state.get("mode") == "broken":
    print("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that it runs.")
    sys.exit(9)
asked = sys.argv[1]
for index, card in enumerate(state["cards"]):
    if asked == "-L":
        print(f"GPU {index}: Fake H100, 80GB (UUID: {card['uuid']})")
        for number, part in enumerate(card.get("parts", [])):
            print(f"  MIG 1g.10gb     Device  {number}: (UUID: {part})")
    elif asked == "--query-gpu=index,uuid,memory.total,memory.used,name":
        print(f"{index}, {card['uuid']}, 81559, {card.get('used', 4)}, Fake H100, 80GB")
for user in state.get("users", []):
    if asked == "--query-compute-apps=gpu_uuid,pid,used_memory,process_name":
        print(f"{user['uuid']}, {user['pid']}, {user.get('memory', '[N/A]')}, /usr/bin/python3")
