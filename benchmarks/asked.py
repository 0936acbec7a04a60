"""What posecheck is asked to reach: mean error and 95 % of the errors, for the main quantities, each from a view."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """A row of what was asked: its words, the asked errors, and where it is found among stills and holds."""

    words: str
    errors: str
    pose: str
    check: str
    view: str
    holds: str

    @property
    def p95(self) -> float:
        """95 % of the errors are to be smaller, in the check's unit."""
        return float(self.errors.partition("/")[2].split()[0])


ASKED = (
    Asked("Tadasana obliquity, front", "1.0 / 2.5 deg", "tadasana", "pelvis_obliquity_deg", "front", "tadasana_front"),
    Asked("Tree drop, front", "1.4 / 3.5 deg", "tree", "free_hip_drop_deg", "front", "tree_front"),
    Asked("Tree hip lean, front", "1.0 / 2.5 %", "tree", "hip_lean_pct", "front", "tree_front"),
    Asked("knee behind torso, top leg, from above", "2.2 / 5.5 cm", "side_lying_stretch", "knee_behind_torso_cm",
          "above/top", "stretch_top_above"),
    Asked("knee behind torso, top leg, high front", "3.0 / 7.5 cm", "side_lying_stretch", "knee_behind_torso_cm",
          "front_high/top", "stretch_top_high"),
    Asked("knee behind torso, bottom leg, from above", "4 / 10 cm", "side_lying_stretch", "knee_behind_torso_cm",
          "above/bottom", "stretch_bottom_above"),
    Asked("Pigeon drop, from behind", "1.6 / 4.5 deg", "pigeon", "front_hip_drop_deg", "back", "pigeon_back"),
    Asked("Pigeon drop, from the front", "2.5 / 6.5 deg", "pigeon", "front_hip_drop_deg", "front", "pigeon_front"),
    Asked("Pigeon forward, from behind", "3.0 / 8 deg", "pigeon", "front_hip_forward_deg", "back", "pigeon_back"),
    Asked("Pigeon forward, from the front", "5 / 12 deg", "pigeon", "front_hip_forward_deg", "front", "pigeon_front"),
)  # fmt: skip
