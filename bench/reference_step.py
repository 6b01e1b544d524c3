"""The counterfactual training step written plainly in PyTorch: what `bench step` measures itself against.

It does what the released implementation does: separate forwards for the relevance map, the teacher, the counterfactual image
and the clean image; whole relevance matrices; every token in every block.

    python3 reference_step.py '{"resolution": 56, "patch": 8, "width": 64, "layers": 4, "heads": 2, "output": 64,
        "classes": 10, "batch": 50, "threads": 1, "steps": 4, "device": "cpu", "autocast": false,
        "processor_time": false}'

prints a line with torch's version; then, for each line it reads, `METHOD` (vanilla, no-masking, object-single ...), takes so many
steps of that method and prints the seconds they took.
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


def synchronize(device):
    if device.type == "cuda":
        torch.cuda.synchronize()


def main():
    size = json.loads(sys.argv[1])
    torch.manual_seed(0)
    torch.set_num_threads(size["threads"])
    device = torch.device(size["device"])
    images = torch.randint(0, 256, (size["batch"], 3, size["resolution"], size["resolution"]), device=device).float() / 255
    labels = torch.randint(0, size["classes"], (size["batch"],), device=device)
    student, teacher = Classifier(size).to(device), Classifier(size).to(device)
    teacher.load_state_dict(student.state_dict())
    optimizer = torch.optim.AdamW(student.parameters(), lr=1e-6, weight_decay=0.1)
    clock = time.process_time if size["processor_time"] else time.perf_counter
    print(torch.__version__, flush=True)
    for line in sys.stdin:
        synchronize(device)
        start = clock()
        for _ in range(size["steps"]):
            step(line.strip(), student, teacher, optimizer, images, labels, size["patch"], size["autocast"])
        synchronize(device)
        print(clock() - start, flush=True)


if __name__ == "__main__":
    main()
