"""``Prepared``: a clip levelled, mirrored and gated for a setting, shared by all its checks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from posecheck.body.body import Body
from posecheck.body.placed import as_seen
from posecheck.body.sight import Sight
from posecheck.body.worn import Worn
from posecheck.session.gates import Faults, faults_of
from posecheck.session.methods import sights_of
from posecheck.session.setting import Setting, levelled


class Prepared:
    """A clip ``(T,)`` ready for the checks of a setting: what they share is worked out once, when first asked for.

    Args:
        zeros: pose to the printed card as the same camera saw it worn in that pose.
        upright: the clip as seen and levelled, where that was done before.
        chosen: the moments by which it is chosen how each check is read.
    """

    def __init__(
        self,
        clip: Body,
        setting: Setting,
        zeros: Mapping[str, Worn] | None = None,
        upright: Body | None = None,
        chosen: slice = slice(None),
    ) -> None:
        self.clip = clip
        self.setting = setting
        self._zeros = zeros or {}
        self._upright = upright
        self.chosen = chosen

    @cached_property
    def seen(self) -> Body:
        """The clip as the networks saw it."""
        return as_seen(self.clip)

    @cached_property
    def faults(self) -> Faults:
        """What is wrong with the moments, whatever is measured."""
        return faults_of(self.seen)

    def _canonical(self, upright: Body) -> Body:
        """Turned so that the left side works."""
        return upright.mirrored() if self.setting.mirrored else upright

    def _either_way(self, body: Body) -> tuple[Body, Body]:
        margin_deg = self.setting.level.margin_deg
        return body.rolled(-margin_deg), body.rolled(margin_deg)

    @cached_property
    def body(self) -> Body:
        """The canonical body, as the networks saw it."""
        return self._canonical(self._upright or levelled(self.seen, self.setting.level))

    @cached_property
    def bare(self) -> Body:
        """The canonical landmarks alone."""
        return self.body.bare()

    @cached_property
    def placed(self) -> Body:
        """The canonical body with landmarks where they were put by hand."""
        return self._canonical(levelled(self.clip, self.setting.level))

    @property
    def off_level(self) -> tuple[Body, Body]:
        """``placed`` as it would be if the camera's roll were off by its margin, either way."""
        return self._either_way(self.placed)

    @cached_property
    def zeros(self) -> dict[str, Worn]:
        """The zeros, levelled and mirrored as the canonical body."""
        roll_deg = self.setting.level.roll_deg
        upright = {pose: card.rolled(np.nan_to_num(roll_deg)) for pose, card in self._zeros.items()}
        return {pose: card.mirrored() if self.setting.mirrored else card for pose, card in upright.items()}

    @cached_property
    def ends(self) -> tuple[Body, Body]:
        """The canonical landmarks as they would be if the camera's roll were off by its margin, either way."""
        return self._either_way(self.bare)

    @cached_property
    def sights(self) -> dict[str, Sight]:
        """What each source saw of the canonical body."""
        return sights_of(self.body)

    @cached_property
    def end_sights(self) -> tuple[dict[str, Sight], ...]:
        """The same of the two ends."""
        margin_deg = self.setting.level.margin_deg
        return tuple(
            {source: sight.rolled(deg) for source, sight in self.sights.items()} for deg in (-margin_deg, margin_deg)
        )
