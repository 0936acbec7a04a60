"""The network of an ONNX file as one that can learn on.

The file holds each convolution with its normalisation folded into it. Training needs them apart: what the layer puts
out is measured on crops, and the normalisation is set to undo itself on these, so that the function stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from model import HipNetwork
from torch import Tensor, nn

#: Root mean square of the singular values of a normalised kernel. Its size does not change the function, but says how
#: far a step of fixed size turns it. Chosen, not measured: the rates for learning on go with it.
SIZE = 1.5


def tables_of(path: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Weights and biases of the convolutions and dense layers, in the order in which they compute."""
    graph = onnx.load(path).graph
    stored = {table.name: onnx.numpy_helper.to_array(table) for table in graph.initializer}
    stored |= {node.output[0]: stored[node.input[0]] for node in graph.node
               if node.op_type == "Cast" and node.input[0] in stored}  # fmt: skip
    layers = [node for node in graph.node if node.op_type in ("Conv", "Gemm")]
    return [tuple(stored[name].astype(np.float32) for name in node.input[1:3]) for node in layers]


def restored(path: Path, batches: Iterable[tuple[Tensor, Tensor]]) -> HipNetwork:
    """The network of a file.

    Args:
        path: written by ``export.py`` from the same ``HipNetwork``.
        batches: pictures ``(N, 3, 128, 128)`` and landmarks ``(N, 231)`` to measure the normalisations on.

    Raises:
        ValueError: the file holds another number of layers.
    """
    network = HipNetwork().eval()
    rows = [list(part) for part in network.modules() if isinstance(part, nn.Sequential)]
    pairs = [pair for row in rows for pair in pairwise(row)]
    norms = {layer: norm for layer, norm in pairs if isinstance(norm, nn.BatchNorm2d)}
    meters = {layer: nn.BatchNorm2d(layer.out_channels, momentum=None, affine=False) for layer in norms}
    with torch.no_grad():
        for layer, (weight, bias) in zip(_layers(network), tables_of(path), strict=True):
            layer.weight.copy_(torch.from_numpy(weight))
            # Until it is measured, a normalisation adds the folded bias and does nothing else.
            (norms.get(layer) or layer).bias.copy_(torch.from_numpy(bias))
        for norm in norms.values():
            norm.running_var.fill_(1 - norm.eps)
        hooks = [layer.register_forward_hook(_measured_by(meter)) for layer, meter in meters.items()]
        for picture, marks in batches:
            network(picture, marks)
        for hook in hooks:
            hook.remove()
        for layer, norm in norms.items():
            _normalise(layer, norm, meters[layer])
    return network.train()


def _layers(network: HipNetwork) -> list[nn.Module]:
    """Convolutions and dense layers in the order in which they compute."""
    met: list[nn.Module] = []
    chosen = [part for part in network.modules() if isinstance(part, nn.Conv2d | nn.Linear)]
    hooks = [part.register_forward_hook(lambda part, *_: met.append(part)) for part in chosen]
    with torch.no_grad():
        network(torch.zeros(1, 3, 128, 128), torch.zeros(1, network.marks[0].in_features))
    for hook in hooks:
        hook.remove()
    return met


def _measured_by(meter: nn.BatchNorm2d):
    """A hook that shows a layer's output to a normalisation that only keeps mean and variance of all it has seen."""

    def hook(_: nn.Module, __: tuple, output: Tensor) -> None:
        meter(output)

    return hook


def _normalise(layer: nn.Conv2d, norm: nn.BatchNorm2d, meter: nn.BatchNorm2d) -> None:
    """Makes a kernel of its usual size, and a normalisation that undoes this and itself."""
    kernel = layer.weight.flatten(1)
    larger = SIZE * min(kernel.shape) ** 0.5 / kernel.norm()
    layer.weight.mul_(larger)
    norm.running_mean.copy_(meter.running_mean * larger)
    norm.running_var.copy_(meter.running_var.clamp(min=1e-8) * larger**2)
    norm.weight.copy_((norm.running_var + norm.eps).sqrt() / larger)
    norm.bias.add_(meter.running_mean)
