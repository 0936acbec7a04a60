"""The JSON of a comparison: a contract for other programs, described in docs/results.md."""

from __future__ import annotations

import json
from typing import Any

from posecheck import __version__
from posecheck.poses.checks import Steps
from posecheck.report.results import number
from posecheck.session.compare import Change, Comparison, Pair
from posecheck.session.summary import Finding, Hold

SCHEMA = "posecheck.comparison/1"


def comparison(compared: Comparison) -> dict[str, Any]:
    """A comparison, ready for ``json``."""
    return {
        "schema": SCHEMA,
        "posecheck": __version__,
        "pairs": [_pair(pair) for pair in compared.pairs],
        "messages": list(compared.messages),
    }


def to_json(compared: Comparison) -> str:
    """The comparison as text."""
    return json.dumps(comparison(compared), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "compared": pair.pairing.value,
        "pose": pair.before.pose.key,
        "form": pair.before.setting.form,
        "before": _hold(pair.before, pair.names[0]),
        "after": _hold(pair.after, pair.names[1]),
        "checks": [_change(change) for change in pair.changes],
    }


def _hold(hold: Hold, file: str) -> dict[str, Any]:
    return {
        "file": file,
        "start_s": number(hold.start_s),
        "end_s": number(hold.end_s),
        "side": hold.side.value if hold.side else None,
        "view": hold.setting.seen.view.value,
    }


def _change(change: Change) -> dict[str, Any]:
    check = change.check
    return {
        "key": check.key,
        "title": check.title,
        "unit": check.unit,
        "before": _finding(change.before),
        "after": _finding(change.after),
        "change": number(change.value),
        "margin": number(change.margin),
        "trend": change.trend.value,
        "graded": not check.informs,
        "reason": change.reason,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    named = isinstance(finding.check.scale, Steps)
    return {
        "value": (finding.step.name if finding.step else None) if named else number(finding.value),
        "margin": None if named else number(finding.margin),
        "verdict": finding.verdict.value,
        "method": finding.source,
        "change_from": finding.against,
    }
