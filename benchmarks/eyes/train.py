"""Trains the hip network on rendered crops.

    python benchmarks/eyes/train.py --crops crops*.npz --out hips.pt --steps 15714 --hold-out f_african_fit,m_cauc_old

PyTorch (CPU) is needed here only. Everything goes by steps and seeds, so the same arguments on the same crops give the
same network up to the rounding of the machine. ``--until`` stops on the way; the same line again with ``--go-on`` goes
on from there, with more crops too: the network in the package made its first 6,000 steps on the crops of eight bodies,
and all after them on those of people between these as well. ``--start`` begins with an ONNX file (``restore.py``), for
when nothing else is left of a training. Bodies named with ``--hold-out`` are not trained on: they choose nothing, and
their errors are printed as it goes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from batches import Lessons, batch, batches
from model import GRID, HipNetwork
from questions import POSE_OF
from restore import restored
from torch.nn import functional as F

from posecheck.body.sight import Lead, Quantity
from posecheck.measure.answers import LEAD, LINE, SCALE, SLOPE, SLOPE_DEG, SLOPE_SPREAD, SPREAD, VALUE

#: The rate rises over so many steps, stays, and falls to nothing over the last share of all.
RISE, FALL = 300, 0.3

#: The spreads are learned from this step on, fully from twice as many.
SPREADS = 1000

#: Rate of the matrices, whose steps are made orthogonal, and of everything else.
MATRIX_RATE, OTHER_RATE = 0.02, 2.5e-3


def tensors(parts: tuple[np.ndarray, ...]) -> list[torch.Tensor]:
    """A batch for the network: pixels in [-1, 1], channels first."""
    picture = torch.from_numpy(parts[0]).permute(0, 3, 1, 2).float() / 127.5 - 1
    return [picture.contiguous(memory_format=torch.channels_last), *(torch.from_numpy(part) for part in parts[1:])]


def likelihood(error: torch.Tensor, log_spread: torch.Tensor, warm: float) -> torch.Tensor:
    """Gaussian negative log likelihood, weighted by the spread so that hard cases still teach (beta 0.5)."""
    spread = torch.exp(log_spread.clamp(-4, 2))
    gaussian = (0.5 * (error / spread) ** 2 + log_spread.clamp(-4, 2)) * spread.detach()
    return warm * gaussian + (1 - warm) * 0.5 * error**2


def loss_of(network: HipNetwork, parts: list[torch.Tensor], warm: float) -> torch.Tensor:
    """Everything the network is asked, together."""
    picture, marks, line, joints, value, leads = parts
    answers, maps = network(picture, marks)
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
    steps = (torch.arange(GRID) + 0.5) / GRID * 2 - 1
    right, down = torch.softmax(-((joints[..., None] - steps) * GRID / 2).square() / 2, -1).unbind(2)
    target = (down[..., None] * right[..., None, :]).flatten(2)
    cross = -(target * torch.log_softmax(maps.flatten(2), -1)).sum(-1)
    return loss + ((3 * place + 0.2 * cross) * inside).sum() / inside.sum().clamp(min=1)


@torch.no_grad()
def report(network: HipNetwork, lessons: Lessons, chosen: np.ndarray) -> str:
    """Errors on crops that were not trained on, picture and mirror image not averaged."""
    network.eval()
    told = []
    for start in range(0, len(chosen), 128):
        parts = tensors(batch(lessons, chosen[start : start + 128], None))
        told.append(network(parts[0], parts[1])[0])
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


def started(path: Path, lessons: Lessons, train: np.ndarray) -> HipNetwork:
    """The network of an ONNX file, measured on crops as training shows them."""
    chosen = np.random.default_rng(0).permutation(train)[:3072]
    parts = (tensors(batch(lessons, chosen[start : start + 64], start)) for start in range(0, len(chosen), 64))
    return restored(path, ((one[0], one[1]) for one in parts))


class Steps:
    """The optimizer: Muon for the inner matrices and convolutions, AdamW for everything else."""

    def __init__(self, network: HipNetwork) -> None:
        named = dict(network.named_parameters())
        inner = [p for name, p in named.items() if p.ndim > 1 and p.shape[1] > 3 and "answers" not in name]
        chosen = {id(p) for p in inner}
        # Muon knows matrices only: each kernel is shown to it as one, which shares its memory.
        self._pairs = [(p, torch.nn.Parameter(_matrix(p.data))) for p in inner]
        self._others = [p for p in named.values() if id(p) not in chosen]
        self._optimizers = (
            torch.optim.Muon([m for _, m in self._pairs], MATRIX_RATE, weight_decay=0.01),
            torch.optim.AdamW(self._others, OTHER_RATE, weight_decay=0.02),
        )

    def step(self, loss: torch.Tensor, share: float) -> None:
        """One step down, at this share of the rates."""
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*(p for p, _ in self._pairs), *self._others], 5.0)
        for kernel, matrix in self._pairs:
            matrix.grad, kernel.grad = _matrix(kernel.grad), None
        for optimizer, rate in zip(self._optimizers, (MATRIX_RATE, OTHER_RATE), strict=True):
            optimizer.param_groups[0]["lr"] = share * rate
            optimizer.step()
            optimizer.zero_grad()

    def state(self) -> list[dict]:
        """To go on from."""
        return [optimizer.state_dict() for optimizer in self._optimizers]

    def go_on(self, state: list[dict]) -> None:
        """Takes up a state."""
        for optimizer, part in zip(self._optimizers, state, strict=True):
            optimizer.load_state_dict(part)


def _matrix(kernel: torch.Tensor) -> torch.Tensor:
    return kernel if kernel.ndim == 2 else kernel.permute(0, 2, 3, 1).contiguous().view(len(kernel), -1)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--crops", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=40000, help="steps that the schedule is made for")
    parser.add_argument("--until", type=int, help="stop after so many of them")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--hold-out", type=lambda text: text.split(","), default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--go-on", action="store_true", help="from what --out and the file beside it hold")
    parser.add_argument("--start", type=Path, help="an ONNX file to begin with; without it nothing is known")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the usual rates")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    torch.manual_seed(arguments.seed)
    lessons = Lessons(arguments.crops)
    out = lessons.made_of(arguments.hold_out)
    train, test = np.flatnonzero(~out), np.flatnonzero(out)
    network = HipNetwork() if arguments.go_on or not arguments.start else started(arguments.start, lessons, train)
    network = network.to(memory_format=torch.channels_last)
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998), use_buffers=True
    )
    steps, first, whole = Steps(network), 0, arguments.out.with_suffix(".whole.pt")
    if arguments.go_on:
        kept = torch.load(whole)
        first = kept["step"]
        network.load_state_dict(kept["network"])
        averaged.load_state_dict(kept["averaged"])
        steps.go_on(kept["steps"])
    print(
        f"{sum(p.numel() for p in network.parameters())} weights; {len(train)} crops, {len(test)} held out", flush=True
    )
    last, running, began = min(arguments.until or arguments.steps, arguments.steps), 0.0, time.time()
    made = batches(lessons, train, arguments.batch, arguments.seed, first, last)
    for step, parts in enumerate(made, first):
        done = step / arguments.steps
        warm = 1.0 if arguments.start else min(1.0, max(0.0, step / SPREADS - 1.0))
        loss = loss_of(network, tensors(parts), warm)
        steps.step(loss, arguments.rate * min(1.0, (step + 1) / RISE, (1.0 - done) / FALL))
        averaged.update_parameters(network)
        running = loss.item() if step == first else 0.98 * running + 0.02 * loss.item()
        if step % 200 == 199:
            each_ms = (time.time() - began) / (step + 1 - first) * 1000
            print(f"step {step + 1} loss {running:.3f} {each_ms:.0f} ms a step", flush=True)
        if step % 1000 == 999 or step == last - 1:
            torch.save(averaged.module.state_dict(), arguments.out)
            state = {"network": network.state_dict(), "averaged": averaged.state_dict(), "steps": steps.state()}
            torch.save(state | {"step": step + 1}, whole)
            if len(test):
                print(report(averaged.module, lessons, test), flush=True)


if __name__ == "__main__":
    main()
