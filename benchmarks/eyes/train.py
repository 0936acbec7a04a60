"""Trains the hip network on rendered crops.

    python benchmarks/eyes/train.py --crops crops*.npz --out hips.pt --until 8000 --hold-out f_african_fit,m_cauc_old

That is how the network in the package was made, in an hour on two cores. PyTorch (CPU) is needed here only. The
schedule is by steps, so the same arguments on the same crops give the same network up to the rounding of the machine.
Bodies named with ``--hold-out`` are not trained on: they choose nothing, and their errors are printed as it goes.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import torch
from augment import moved, moved_marks, photographed
from model import GRID, HipNetwork
from questions import MIRROR_SIGN, POSE_OF
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parents[1]))

from posecheck.body.sight import Lead, Quantity
from posecheck.measure.answers import (
    LEAD,
    LINE,
    MIDDLE,
    SCALE,
    SLOPE,
    SLOPE_DEG,
    SLOPE_SPREAD,
    SPREAD,
    VALUE,
    mirrored_numbers,
)

K = len(Quantity)
MIRRORED_JOINTS = [1, 0, 3, 2, 5, 4, 7, 6]


class Lessons:
    """All crops in memory."""

    def __init__(self, paths: list[Path]) -> None:
        parts = [dict(np.load(path)) for path in paths]
        table = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
        self.crop, self.marks, self.line = table["crop"], table["marks"], table["line"].astype(np.float32)
        self.joints, self.leads = table["joints"].astype(np.float32), table["leads"].astype(np.float32)
        self.value = ((table["quantities"] - MIDDLE) / SCALE).astype(np.float32)
        self.pose, self.person = table["about"][:, 0], table["about"][:, 1]
        self.camera = table["camera"]

    def draw(self, index: int, rng: np.random.Generator | None) -> tuple[np.ndarray, ...]:
        """One example, moved, mirrored and photographed at random; as it is without a generator."""
        crop, marks, line = self.crop[index], self.marks[index], self.line[index].copy()
        joints, leads, value = self.joints[index].copy(), self.leads[index], self.value[index]
        turn, scale, shift = 0.0, 1.0, np.zeros(2)
        if rng is not None:
            turn, scale, shift = rng.uniform(-9, 9), rng.uniform(0.85, 1.17), rng.uniform(-0.1, 0.1, 2)
        picture, numbers = moved(crop, turn, scale, shift), moved_marks(marks, turn, scale, shift)
        cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        turned = np.array([[cos, -sin], [sin, cos]])
        line[:2], joints = turned @ line[:2], scale * joints @ turned.T + shift
        if rng is not None:
            numbers = numbers + rng.standard_normal(len(numbers)) * 0.01
            if rng.uniform() < 0.5:
                picture, numbers = np.ascontiguousarray(picture[:, ::-1]), mirrored_numbers(numbers)
                line, leads, value = line * (1, -1, -1), 1 - leads, value * MIRROR_SIGN
                joints = joints[MIRRORED_JOINTS] * (-1, 1)
            picture = photographed(picture, rng)
        pixels = picture.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1
        parts = pixels, numbers, line, joints, value, leads
        return tuple(np.asarray(part, np.float32) for part in parts)


def batch(lessons: Lessons, chosen: np.ndarray, seed: int | None) -> list[torch.Tensor]:
    """Examples stacked; each has its own generator, so threads change nothing."""
    rngs = [None if seed is None else np.random.default_rng((seed, int(i))) for i in chosen]
    drawn = [lessons.draw(int(i), rng) for i, rng in zip(chosen, rngs, strict=True)]
    return [torch.from_numpy(np.stack(part)) for part in zip(*drawn, strict=True)]


def likelihood(error: torch.Tensor, log_spread: torch.Tensor, warm: float) -> torch.Tensor:
    """Gaussian negative log likelihood, weighted by the spread so that hard cases still teach (beta 0.5)."""
    spread = torch.exp(log_spread.clamp(-4, 2))
    gaussian = (0.5 * (error / spread) ** 2 + log_spread.clamp(-4, 2)) * spread.detach()
    return warm * gaussian + (1 - warm) * 0.5 * error**2


def loss_of(network: HipNetwork, parts: list[torch.Tensor], warm: float) -> torch.Tensor:
    """Everything the network is asked, together."""
    picture, marks, line, joints, value, leads = parts
    answers, maps = network(picture.to(memory_format=torch.channels_last), marks)
    slope = torch.rad2deg(torch.asin(line[:, 1].clamp(-1, 1))) / SLOPE_DEG
    flat = slope.abs() < 4
    loss = 3 * F.smooth_l1_loss(answers[:, LINE], line, beta=0.1)
    loss = loss + 2 * likelihood(answers[:, SLOPE] - slope, answers[:, SLOPE_SPREAD], warm)[flat].mean()
    known = torch.isfinite(value)
    error = torch.where(known, answers[:, VALUE] - torch.nan_to_num(value), torch.zeros(()))
    each = likelihood(error, answers[:, SPREAD], warm) * known
    loss = loss + 2 * (each.sum(0) / known.sum(0).clamp(min=1)).sum() / 4
    asked = torch.isfinite(leads)
    told = F.binary_cross_entropy_with_logits(answers[:, LEAD], torch.nan_to_num(leads), reduction="none") * asked
    loss = loss + told.sum() / asked.sum().clamp(min=1)
    inside = (joints.abs() < 0.98).all(-1)
    where = network.places(maps)
    place = (where - joints).abs().sum(-1)
    cells = ((joints[..., None, :] - network.grid) * GRID / 2).square().sum(-1)
    target = torch.softmax(-cells / 2, -1)
    cross = -(target * torch.log_softmax(maps.flatten(2), -1)).sum(-1)
    return loss + ((3 * place + 0.2 * cross) * inside).sum() / inside.sum().clamp(min=1)


@torch.no_grad()
def report(network: HipNetwork, lessons: Lessons, chosen: np.ndarray) -> str:
    """Errors on crops that were not trained on, picture and mirror image not averaged."""
    network.eval()
    told = []
    for start in range(0, len(chosen), 128):
        parts = batch(lessons, chosen[start : start + 128], None)
        told.append(network(parts[0].to(memory_format=torch.channels_last), parts[1])[0])
    network.train()
    return table_of(torch.cat(told), lessons, chosen)


def table_of(answers: torch.Tensor, lessons: Lessons, chosen: np.ndarray) -> str:
    """Mean absolute errors for each pose and view, and how often the side is right."""
    told, pose, yaw = answers.numpy(), lessons.pose[chosen], np.abs(lessons.camera[chosen, 0])
    slope = np.abs(told[:, SLOPE] * SLOPE_DEG - np.degrees(np.arcsin(np.clip(lessons.line[chosen, 1], -1, 1))))
    value = SCALE * np.abs(told[:, VALUE] - lessons.value[chosen])
    lines = []
    for name in ("tadasana", "tree", "pigeon", "side_lying_stretch"):
        for view, mask in (("front", yaw <= 40), ("back", yaw >= 140)):
            rows = (pose == name) & mask
            if rows.any():
                parts = [f"{q.name.lower()} {np.nanmean(value[rows, q]):.2f}" for q in Quantity if POSE_OF[q] == name]
                lines.append(f"  {name} {view} n={rows.sum()}: slope {slope[rows].mean():.2f}, " + ", ".join(parts))
    right = np.where(np.isnan(lessons.leads[chosen]), np.nan, (told[:, LEAD] > 0) == (lessons.leads[chosen] > 0.5))
    return "\n".join(
        [*lines, "  leads right: " + ", ".join(f"{n.name.lower()} {np.nanmean(right[:, n]):.3f}" for n in Lead)]
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--crops", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=9000, help="steps that the schedule is made for")
    parser.add_argument("--until", type=int, help="stop after so many of them")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--hold-out", type=lambda text: text.split(","), default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--start", type=Path, help="go on from these weights")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    torch.manual_seed(arguments.seed)
    lessons = Lessons(arguments.crops)
    out = np.isin(lessons.person, arguments.hold_out)
    train, test = np.flatnonzero(~out), np.flatnonzero(out)
    network = HipNetwork().to(memory_format=torch.channels_last)
    if arguments.start:
        network.load_state_dict(torch.load(arguments.start))
    print(
        f"{sum(p.numel() for p in network.parameters())} weights; {len(train)} crops, {len(test)} held out", flush=True
    )
    optimizer = torch.optim.AdamW(network.parameters(), arguments.rate, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, arguments.rate, arguments.steps, pct_start=0.1)
    rng, began, running = np.random.default_rng(arguments.seed), time.time(), 0.0
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998), use_buffers=True
    )
    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(batch, lessons, rng.choice(train, arguments.batch, False), 0)
        last = min(arguments.until or arguments.steps, arguments.steps) - 1
        for step in range(last + 1):
            parts = ahead.result()
            ahead = pool.submit(
                batch, lessons, rng.choice(train, arguments.batch, False), arguments.seed * 10**6 + step + 1
            )
            loss = loss_of(network, parts, min(1.0, max(0.0, (step / arguments.steps - 0.1) / 0.1)))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            averaged.update_parameters(network)
            running = loss.item() if step == 0 else 0.98 * running + 0.02 * loss.item()
            if step % 200 == 199 or step == 5:
                print(
                    f"step {step + 1} loss {running:.3f} {(time.time() - began) / (step + 1) * 1000:.0f} ms a step",
                    flush=True,
                )
            if step % 1000 == 999 or step == last:
                torch.save(averaged.module.state_dict(), arguments.out)
                if len(test):
                    print(report(averaged.module, lessons, test), flush=True)


if __name__ == "__main__":
    main()
