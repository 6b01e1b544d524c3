"""Prints what PyTorch computes, for the tests to compare with: python3 pytorch_figures.py > PyTorchFigures.json"""

import json
import warnings

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
warnings.filterwarnings("ignore")


def wave(step, *shape):
    """Numbers that C# can make just so: the sine of 0, step, 2 step, ..."""
    count = 1
    for length in shape:
        count *= length
    return (torch.arange(count, dtype=torch.float64) * step).sin().reshape(shape)


figures = {}


def record(name, tensor):
    figures[name] = torch.as_tensor(tensor, dtype=torch.float64).detach().flatten().tolist()


def functions():
    logits, labels = wave(0.7, 4, 5), torch.tensor([0, 3, 1, 4])
    record("layer_norm", F.layer_norm(wave(0.3, 3, 4), [4], wave(0.9, 4), wave(1.1, 4), 1e-5))
    record("conv2d", F.conv2d(wave(0.3, 2, 3, 6, 6), wave(0.5, 4, 3, 3, 3), wave(0.2, 4), stride=2, padding=1))
    record("cross_entropy", F.cross_entropy(logits, labels))
    record("cross_entropy_smoothed", F.cross_entropy(logits, labels, label_smoothing=0.1, reduction="none"))
    record("cross_entropy_soft", F.cross_entropy(logits, wave(0.4, 4, 5).softmax(1), reduction="sum"))
    record("nll_loss", F.nll_loss(logits.log_softmax(1), labels))
    record("mse_loss", F.mse_loss(wave(0.3, 3, 4), wave(0.4, 3, 4)))
    record("gelu", F.gelu(wave(0.8, 9) * 3))
    record("gelu_tanh", F.gelu(wave(0.8, 9) * 3, approximate="tanh"))
    record("quick_gelu", wave(0.8, 9) * 3 * torch.sigmoid(1.702 * wave(0.8, 9) * 3))
    record("normalize", F.normalize(wave(0.3, 3, 4), dim=-1))
    record("softmax", wave(0.7, 4, 5).softmax(-1))
    record("logsumexp", wave(0.7, 4, 5).logsumexp(0))
    record("std", wave(0.7, 4, 5).std(1))
    record("norm3", torch.linalg.vector_norm(wave(0.7, 4, 5), 3))
    record("einsum", torch.einsum("bij,bjk->bik", wave(0.3, 2, 3, 4), wave(0.6, 2, 4, 2)))
    record("cumsum", wave(0.7, 4, 5).cumsum(1))
    record("bicubic", F.interpolate(wave(0.3, 1, 2, 4, 4), size=(7, 5), mode="bicubic", align_corners=False))
    attention = (wave(0.3, 2, 3, 4) @ wave(0.5, 2, 5, 4).transpose(-2, -1) / 2).softmax(-1) @ wave(0.7, 2, 5, 4)
    record("attention", attention)


def adamw():
    """Two groups; the second parameter has no gradient in odd steps."""
    parameters = [torch.nn.Parameter(wave(0.3, 2, 3)), torch.nn.Parameter(wave(0.7, 4)), torch.nn.Parameter(wave(1.3, 2))]
    optimizer = torch.optim.AdamW(
        [
            {"params": parameters[:2], "weight_decay": 0.1},
            {"params": parameters[2:], "weight_decay": 0.0, "lr": 0.02, "betas": (0.8, 0.99)},
        ],
        lr=0.01,
    )
    for step in range(12):
        optimizer.zero_grad(set_to_none=True)
        loss = sum(((p - 0.5).pow(4) * (k + 1)).sum() for k, p in enumerate(parameters) if k != 1 or step % 2 == 0)
        loss.backward()
        optimizer.step()
        record(f"adamw_{step}", torch.cat([p.flatten() for p in parameters]))


def one_cycle():
    for total, rise in ((20, 0.3), (100, 0.02), (333, 0.02), (10, 0.05)):
        optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))])
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-5, total_steps=total, pct_start=rise)
        rates, betas = [], []
        for step in range(total):
            rates.append(optimizer.param_groups[0]["lr"])
            betas.append(optimizer.param_groups[0]["betas"][0])
            if step + 1 < total:
                optimizer.step()
                schedule.step()
        record(f"one_cycle_{total}_lr", rates)
        record(f"one_cycle_{total}_beta1", betas)


def clipping():
    parameters = [torch.nn.Parameter(wave(0.3, 2, 3)), torch.nn.Parameter(wave(0.7, 4))]
    for limit in (1.0, 100.0):
        for p in parameters:
            p.grad = 3 * p.detach().clone()
        record(f"clip_{limit:g}_norm", torch.nn.utils.clip_grad_norm_(parameters, limit))
        record(f"clip_{limit:g}_gradients", torch.cat([p.grad.flatten() for p in parameters]))


functions()
adamw()
one_cycle()
clipping()
print(json.dumps(figures, indent=0))
