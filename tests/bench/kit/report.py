"""What a JSON report says."""

import json
import re

from .space import NotPossible


def read(path):
    with open(path) as file:
        report = json.load(file)
    if report.get("refused"):
        raise NotPossible("ocp-preflight refused: " + report["refused"])
    return report


def without_times(report):
    """The same with all that may differ between two runs on the same network taken out."""
    if isinstance(report, dict):
        if str(report.get("key", "")).endswith("_ms"):
            return None
        return {key: without_times(value) for key, value in report.items()
                if key != "started" and not key.endswith("_ms")}
    if isinstance(report, list):
        return [without_times(value) for value in report]
    if isinstance(report, str):
        return re.sub(r"\d+(\.\d+)? (ms|s)\b", "(time)", report)
    return report


def counts(report):
    summary = report["summary"]
    return " ".join(f"{summary[s]} {s}" for s in ("pass", "warn", "fail", "skip", "error")
                    if summary[s])


def complaints(report, most=3):
    """The first few results that are neither pass nor skip, for the reader of the log."""
    bad = [r for r in report["results"] if r["status"] in ("warn", "fail", "error")]
    return "; ".join(f"{r['check']} {r['subject']}: {r.get('title', '')}" for r in bad[:most])
