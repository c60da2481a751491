"""What services are called."""

from typing import Final

SERVICES: Final[dict[str, str]] = {
    "block": "block train",
    "express": "express container train",
    "wagon": "ordinary wagons",
    "direct": "direct liner",
    "transshipped": "liner with transshipment",
    "tramp": "tramp ship",
    "feeder": "feeder ship",
    "alone": "truck alone",
    "convoy": "truck in convoy",
}
"""English names of services, by their ids in the ledger and in a scenario."""
