"""The hip network in PyTorch: small, dense 3 x 3 convolutions, two inputs, one vector of answers.

Inputs: a crop ``(N, 3, 128, 128)`` RGB in [-1, 1], and the landmarks in it ``(N, 231)``.
Outputs: ``answers (N, 41)``: hip line (3), its slope and spread (2), each quantity and its spread (32), questions of
side (4); and the heat maps of eight joints ``(N, 8, 32, 32)``.

In training the convolutions compute with bfloat16 where the processor does that itself, which is twice as fast.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from posecheck.measure.answers import LANDMARK_NUMBERS, LENGTH

JOINTS, GRID = 8, 32
STEM, FINE, MIDDLE, COARSE, JOINED, MAPPED = 16, 32, 64, 192, 48, 32

#: Others only imitate it, and take twice as long.
BFLOAT16 = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def conv(inputs: int, outputs: int, stride: int = 1, kernel: int = 3) -> nn.Sequential:
    """Convolution, normalisation, rectifier."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(True)
    )


class Residual(nn.Module):
    """Two convolutions around a shortcut."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = conv(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(self.first(x)))


class HipNetwork(nn.Module):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.fine = nn.Sequential(conv(3, STEM, 2), conv(STEM, FINE, 2), Residual(FINE))  # 32 x 32
        self.middle = nn.Sequential(conv(FINE, MIDDLE, 2), Residual(MIDDLE))  # 16 x 16
        self.coarse = nn.Sequential(conv(MIDDLE, COARSE, 2), Residual(COARSE), Residual(COARSE))  # 8 x 8
        self.lateral, self.from_coarse = nn.Conv2d(MIDDLE, JOINED, 1), nn.Conv2d(COARSE, JOINED, 1)
        self.lateral_fine, self.join = nn.Conv2d(FINE, JOINED, 1), conv(JOINED, MAPPED)
        self.maps = nn.Conv2d(MAPPED, JOINTS, 1)
        self.spatial = conv(COARSE, 16, 1, 1)
        self.marks = nn.Sequential(
            nn.Linear(LANDMARK_NUMBERS, 96), nn.ReLU(True), nn.Dropout(0.1), nn.Linear(96, 64), nn.ReLU(True)
        )
        self.head = nn.Sequential(
            nn.Linear(COARSE + 16 * 64 + 64 + 2 * JOINTS, 128),
            nn.ReLU(True),
            nn.Linear(128, 96),
            nn.ReLU(True),
        )
        self.answers = nn.Linear(96, LENGTH)
        steps = (torch.arange(GRID) + 0.5) / GRID * 2 - 1
        down, right = torch.meshgrid(steps, steps, indexing="ij")
        self.register_buffer("grid", torch.stack([right.reshape(-1), down.reshape(-1)], 1))

    def forward(self, picture: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
        feature, maps = self.look(picture, marks)
        return self.answers(feature), maps

    def look(self, picture: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
        """``(N, 96)`` what all answers are read from, and the heat maps."""
        if self.training:
            with torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16):
                seen = self.convolved(picture)
        else:
            seen = self.convolved(picture)
        coarse, spatial, maps = (part.float() for part in seen)
        where = self.places(maps)
        parts = [coarse.mean((2, 3)), spatial.flatten(1), self.marks(marks), where.flatten(1)]
        return self.head(torch.cat(parts, 1)), maps

    def convolved(self, picture: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``(N, 192, 8, 8)``, ``(N, 16, 8, 8)`` and the heat maps."""
        fine = self.fine(picture)
        middle = self.middle(fine)
        coarse = self.coarse(middle)
        up = self.lateral(middle) + F.interpolate(self.from_coarse(coarse), scale_factor=2, mode="nearest")
        up = self.lateral_fine(fine) + F.interpolate(up, scale_factor=2, mode="nearest")
        return coarse, self.spatial(coarse), self.maps(self.join(up))

    def places(self, maps: Tensor) -> Tensor:
        """``(N, 8, 2)`` mean place of each heat map in [-1, 1]."""
        return torch.softmax(maps.flatten(2), -1) @ self.grid.to(maps.dtype)
