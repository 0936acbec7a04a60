"""Writes the trained network as ONNX, and checks that OpenCV computes what PyTorch computes.

python benchmarks/eyes/export.py --weights hips.pt --crops crops.npz --out posecheck/eyes/hips.onnx

Weights are stored with 16 bits, which halves the file and is far finer than what the network knows; OpenCV computes
with 32.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from model import GRID, JOINTS, HipNetwork
from torch import Tensor, nn

from posecheck.eyes.crop import SIZE_PX
from posecheck.measure.answers import LANDMARK_NUMBERS

#: Tables with fewer numbers than this stay as they are.
LARGE = 1000


class Answering(nn.Module):
    """The network's answers; where it finds the joints, and how sharply: the highest share of a cell of each map."""

    def __init__(self, network: HipNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, picture: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
        feature, maps = self.network.look(picture, marks)
        sharp = nn.functional.max_pool2d(torch.softmax(maps.flatten(2), -1).view(-1, JOINTS, GRID, GRID), GRID)
        return self.network.answers(feature), torch.cat([self.network.places(maps), sharp.flatten(2)], -1)


def halved(path: Path) -> None:
    """Stores the large tables of a file with 16 bits, each behind a cast back to 32."""
    model = onnx.load(path)
    casts, kept = [], []
    for table in model.graph.initializer:
        if table.data_type == onnx.TensorProto.FLOAT and np.prod(table.dims) >= LARGE:
            half = onnx.numpy_helper.to_array(table).astype(np.float16)
            kept.append(onnx.numpy_helper.from_array(half, table.name + "_half"))
            cast = onnx.helper.make_node("Cast", [table.name + "_half"], [table.name], to=onnx.TensorProto.FLOAT)
            casts.append(cast)
        else:
            kept.append(table)
    nodes = [*casts, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--crops", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    network = HipNetwork()
    network.load_state_dict(torch.load(arguments.weights))
    answering = Answering(network).eval()
    shown = torch.zeros(1, 3, SIZE_PX, SIZE_PX), torch.zeros(1, LANDMARK_NUMBERS)
    names = {"input_names": ["picture", "marks"], "output_names": ["answers", "places"]}
    torch.onnx.export(answering, shown, str(arguments.out), opset_version=17, dynamo=False, **names)
    halved(arguments.out)
    stored = np.load(arguments.crops)
    crops, marks = stored["crop"][:50, 24:152, 24:152], stored["marks"][:50].astype(np.float32)
    pixels = (crops.transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1).astype(np.float32)
    with torch.no_grad():
        expected = answering(torch.from_numpy(np.ascontiguousarray(pixels)), torch.from_numpy(marks))[0].numpy()
    net, got, began = cv2.dnn.readNetFromONNX(str(arguments.out)), [], time.perf_counter()
    pixels = np.ascontiguousarray(pixels)
    for picture, numbers in zip(pixels[:, None], marks[:, None], strict=True):
        net.setInput(picture, "picture")
        net.setInput(numbers, "marks")
        got.append(net.forward(["answers", "places"])[0][0].copy())
    each_ms = 1000 * (time.perf_counter() - began) / len(got)
    print(f"{arguments.out.stat().st_size / 1e6:.2f} MB, {each_ms:.1f} ms a call, "
          f"largest difference {np.abs(np.array(got) - expected).max():.2e}")  # fmt: skip


if __name__ == "__main__":
    main()
