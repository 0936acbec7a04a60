"""Fits the correction from landmarks (``posecheck/measure/refine.npz``): the hip network without the picture.

    python benchmarks/eyes/refine.py --crops crops*.npz --out posecheck/measure/refine.npz [--hold-out BODY,BODY]

The landmarks are moved and mirrored as in ``train.py``, and tremble a little, so that no body is learned by heart.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from batches import Lessons
from blends import bodies_of
from questions import MIRROR_SIGN
from torch import Tensor, nn
from train import likelihood, table_of

from posecheck.measure.answers import (
    LEAD,
    LENGTH,
    LINE,
    SLOPE,
    SLOPE_DEG,
    SLOPE_SPREAD,
    SPREAD,
    VALUE,
    mirrored_numbers,
)


def network(inputs: int) -> nn.Sequential:
    """Three layers."""
    return nn.Sequential(
        nn.Linear(inputs, 224), nn.ReLU(True), nn.Dropout(0.05), nn.Linear(224, 96), nn.ReLU(True),
        nn.Linear(96, LENGTH),
    )  # fmt: skip


def loss_of(answers: Tensor, line: Tensor, value: Tensor, leads: Tensor, warm: float) -> Tensor:
    """As in ``train.py``, without the joints."""
    slope = torch.rad2deg(torch.asin(line[:, 1].clamp(-1, 1))) / SLOPE_DEG
    flat = slope.abs() < 4
    loss = 3 * nn.functional.smooth_l1_loss(answers[:, LINE], line, beta=0.1)
    loss = loss + 4 * likelihood(answers[:, SLOPE] - slope, answers[:, SLOPE_SPREAD], warm)[flat].mean()
    known = torch.isfinite(value)
    error = torch.where(known, answers[:, VALUE] - torch.nan_to_num(value), torch.zeros(()))
    each = likelihood(error, answers[:, SPREAD], warm) * known
    loss = loss + 0.5 * (each.sum(0) / known.sum(0).clamp(min=1)).sum()
    asked = torch.isfinite(leads)
    told = nn.functional.binary_cross_entropy_with_logits(answers[:, LEAD], torch.nan_to_num(leads), reduction="none")
    return loss + (told * asked).sum() / asked.sum().clamp(min=1)


def shaken(lessons: Lessons, chosen: np.ndarray, rng: np.random.Generator) -> list[Tensor]:
    """A batch of landmarks, trembling, turned a little, half of them mirrored."""
    count = len(chosen)
    marks = lessons.marks[chosen].reshape(count, -1, 7).astype(np.float64)
    line, leads, value = lessons.line[chosen].copy(), lessons.leads[chosen], lessons.value[chosen]
    angle, scale = np.radians(rng.uniform(-6, 6, count)), rng.uniform(0.93, 1.07, (count, 1, 1))
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.stack([np.stack([cos, sin], -1), np.stack([-sin, cos], -1)], -2)
    marks[..., :2] = scale * marks[..., :2] @ turn
    marks[..., 2:3] *= scale
    marks[..., 3:5] = marks[..., 3:5] @ turn
    line[:, :2] = np.einsum("ni,nij->nj", line[:, :2], turn)
    marks += rng.standard_normal(marks.shape) * 0.003
    flat, flip = marks.reshape(count, -1), rng.uniform(size=count) < 0.5
    flat[flip] = mirrored_numbers(flat[flip])
    line[flip] *= (1, -1, -1)
    leads, value = np.where(flip[:, None], 1 - leads, leads), np.where(flip[:, None], value * MIRROR_SIGN, value)
    return [torch.from_numpy(np.asarray(part, np.float32)) for part in (flat, line, value, leads)]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--crops", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=30000)
    parser.add_argument("--hold-out", type=lambda text: text.split(","), default=[])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    lessons = Lessons(arguments.crops)
    out = lessons.made_of(arguments.hold_out)
    train, test = np.flatnonzero(~out), np.flatnonzero(out)
    mean, deviation = lessons.marks[train].mean(0), lessons.marks[train].std(0) + 1e-3
    net = network(len(mean))
    optimizer = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, arguments.steps, pct_start=0.1)
    rng = np.random.default_rng(arguments.seed)

    def seen(marks: Tensor) -> Tensor:
        return net(((marks - torch.from_numpy(mean)) / torch.from_numpy(deviation)).clamp(-4, 4))

    for step in range(arguments.steps):
        marks, line, value, leads = shaken(lessons, rng.choice(train, 256, False), rng)
        loss = loss_of(seen(marks), line, value, leads, min(1.0, max(0.0, step / arguments.steps * 5 - 0.5)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 3000 == 2999:
            print(f"step {step + 1} loss {loss.item():.3f}", flush=True)
    net.eval()
    with torch.no_grad():
        if len(test):
            print(table_of(seen(torch.from_numpy(lessons.marks[test])), lessons, test))
    layers = [layer for layer in net if isinstance(layer, nn.Linear)]
    arrays = {f"w{i}": layer.weight.detach().numpy().T for i, layer in enumerate(layers)}
    arrays |= {f"b{i}": layer.bias.detach().numpy() for i, layer in enumerate(layers)}
    people = set(lessons.person[train])
    bodies = sorted({body for person in people for body in bodies_of(person)})
    note = {"made by": "benchmarks/eyes/refine.py", "seed": arguments.seed, "steps": arguments.steps,
            "stills": len(train), "people": len(people), "bodies": bodies}  # fmt: skip
    np.savez_compressed(arguments.out, mean=mean, deviation=deviation, note=np.array(json.dumps(note)), **arrays)


if __name__ == "__main__":
    main()
