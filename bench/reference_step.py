"""The counterfactual training step written plainly in PyTorch: what `bench step` measures itself against.

It does what the released implementation does: separate forwards for the relevance map, the teacher, the counterfactual image
and the clean image; whole relevance matrices; every token in every block.

    python3 reference_step.py '{"resolution": 56, "patch": 8, "width": 64, "layers": 4, "heads": 2, "output": 64,
        "classes": 10, "batch": 50, "threads": 1, "steps": 10, "runs": 3, "device": "cpu", "methods": ["vanilla", "object-single"]}'

prints one JSON object: torch's version, the matrix-product peak in GFLOP/s, and per method the images a second of each run.
"""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.in_proj = nn.Linear(width, 3 * width)
        self.out_proj = nn.Linear(width, width)
        self.probabilities = None

    def forward(self, x, excluded=None):
        batch, tokens, width = x.shape
        q, k, v = (part.view(batch, tokens, self.heads, -1).transpose(1, 2) for part in self.in_proj(x).chunk(3, dim=-1))
        scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
        if excluded is not None:
            scores = scores.masked_fill(excluded[:, None, None, :], float("-inf"))
        self.probabilities = scores.softmax(dim=-1)
        return self.out_proj((self.probabilities @ v).transpose(1, 2).reshape(batch, tokens, width))


class QuickGELU(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), QuickGELU(), nn.Linear(4 * width, width))

    def forward(self, x, excluded=None):
        x = x + self.attn(self.ln_1(x), excluded)
        return x + self.mlp(self.ln_2(x))


class Classifier(nn.Module):
    def __init__(self, size):
        super().__init__()
        width = size["width"]
        self.grid = size["resolution"] // size["patch"]
        self.conv1 = nn.Conv2d(3, width, size["patch"], stride=size["patch"], bias=False)
        self.class_embedding = nn.Parameter(width**-0.5 * torch.randn(width))
        self.positional_embedding = nn.Parameter(width**-0.5 * torch.randn(self.grid**2 + 1, width))
        self.ln_pre = nn.LayerNorm(width)
        self.blocks = nn.ModuleList(Block(width, size["heads"]) for _ in range(size["layers"]))
        self.ln_post = nn.LayerNorm(width)
        self.proj = nn.Parameter(width**-0.5 * torch.randn(width, size["output"]))
        self.head = nn.Linear(size["output"], size["classes"])

    def features(self, images, keep=None, excluded=None):
        x = self.conv1((images - 0.5) / 0.25).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_embedding.expand(len(x), 1, -1), x], dim=1) + self.positional_embedding
        if keep is not None:
            x = x.gather(1, keep[..., None].expand(-1, -1, x.shape[-1]))
        x = self.ln_pre(x)
        for block in self.blocks:
            x = block(x, excluded)
        return self.ln_post(x[:, 0]) @ self.proj

    def forward(self, images):
        return self.head(F.normalize(self.features(images), dim=-1))

    def relevance(self, images, labels):
        with torch.enable_grad():
            logits = self(images)
            probabilities = [block.attn.probabilities for block in self.blocks]
            gradients = torch.autograd.grad(logits.gather(1, labels[:, None]).sum(), probabilities)
        tokens = probabilities[0].shape[-1]
        relevance = torch.eye(tokens, device=images.device).expand(len(images), tokens, tokens)
        for probability, gradient in zip(probabilities, gradients):
            relevance = relevance + (gradient * probability.detach()).clamp(min=0).mean(dim=1) @ relevance
        row = relevance[:, 0, 1:]
        return row / (row.max(dim=1, keepdim=True)[0] + 1e-8)


def patches_of(mask, grid, patch):
    return mask.view(-1, 1, grid, grid).repeat_interleave(patch, dim=2).repeat_interleave(patch, dim=3)


def counterfactual(student, images, labels, masking, refill, patch):
    """The images to distil on, and what is left out of them."""
    batch, grid = len(images), student.grid
    if masking == "none":
        return images, {}
    if masking == "random":
        if refill == "none":
            kept = torch.rand(batch, grid**2, device=images.device).argsort(dim=1)[:, : grid**2 // 2] + 1
            return images, {"keep": torch.cat([torch.zeros_like(kept[:, :1]), kept], dim=1)}
        mask = torch.rand(batch, grid**2, device=images.device) < 0.5
    else:
        mask = student.relevance(images, labels) > 0.3
        if masking == "context":
            mask = ~mask
    if refill == "none":
        return images, {"excluded": torch.cat([torch.zeros_like(mask[:, :1]), mask], dim=1)}
    if refill == "single":
        fill = images[torch.randperm(batch, device=images.device)]
    else:
        shift = torch.randint(1, batch, (batch, 1, grid, grid), device=images.device)
        index = (torch.arange(batch, device=images.device).view(-1, 1, 1, 1) + shift) % batch
        index = index.repeat_interleave(patch, dim=2).repeat_interleave(patch, dim=3).expand_as(images)
        fill = images.gather(0, index)
    return torch.where(patches_of(mask, grid, patch), fill, images), {}


def step(method, student, teacher, optimizer, images, labels, patch, autocast):
    with torch.autocast(images.device.type, dtype=torch.bfloat16, enabled=autocast):
        if method == "vanilla":
            loss = F.cross_entropy(student(images), labels)
        else:
            masking, _, refill = ("none-none" if method == "no-masking" else method).partition("-")
            mixed, left_out = counterfactual(student, images, labels, masking, refill, patch)
            with torch.no_grad():
                target = teacher.features(mixed, **left_out)
            distance = F.mse_loss(student.features(mixed, **left_out), target)
            loss = F.cross_entropy(student(images), labels) + 10 * distance
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def peak(device, dtype):
    n = 4096 if device.type == "cuda" else 1024
    a, b = (torch.randn(n, n, device=device, dtype=dtype) for _ in range(2))
    best = 0.0
    for _ in range(6):
        synchronize(device)
        start = time.perf_counter()
        for _ in range(4):
            a @ b
        synchronize(device)
        best = max(best, 4 * 2 * n**3 / (time.perf_counter() - start))
    return best / 1e9


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def main():
    size = json.loads(sys.argv[1])
    torch.manual_seed(0)
    torch.set_num_threads(size["threads"])
    device = torch.device(size["device"])
    autocast = size.get("autocast", False)
    images = torch.randint(0, 256, (size["batch"], 3, size["resolution"], size["resolution"]), device=device).float() / 255
    labels = torch.randint(0, size["classes"], (size["batch"],), device=device)
    result = {
        "torch": torch.__version__,
        "peak_gflops": peak(device, torch.bfloat16 if autocast else torch.float32),
        "images_per_second": {},
    }
    for method in size["methods"]:
        student, teacher = Classifier(size).to(device), Classifier(size).to(device)
        teacher.load_state_dict(student.state_dict())
        optimizer = torch.optim.AdamW(student.parameters(), lr=1e-4, weight_decay=0.1)
        speeds = []
        for run in range(size["runs"] + 1):
            synchronize(device)
            start = time.perf_counter()
            for _ in range(size["steps"]):
                step(method, student, teacher, optimizer, images, labels, size["patch"], autocast)
            synchronize(device)
            if run > 0:
                speeds.append(size["batch"] * size["steps"] / (time.perf_counter() - start))
        result["images_per_second"][method] = speeds
    print(json.dumps(result))


if __name__ == "__main__":
    main()
