using System.Runtime.CompilerServices;
using static Counterfactual.Torch.torch;
using static Counterfactual.Torch.torch.nn;

namespace Counterfactual.Torch.Tests;

public sealed class NativeMemoryTests
{
    private const int Width = 128;

    [Fact]
    public void Native_memory_is_flat_over_1000_training_steps()
    {
        using var network = nn.Sequential(("first", Layer(0.011)), ("second", Layer(0.013)));
        using var optimizer = optim.AdamW(network.named_parameters());
        var schedule = optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, 2_000);
        // The first steps make the optimiser's state, fill the allocators' pools, and have the loop compiled for good: the
        // compiler works on the same heap.
        Train(network, optimizer, schedule, 1_000);
        var (tensors, heap, resident) = Measure();

        Train(network, optimizer, schedule, 1_000);

        var after = Measure();
        Assert.Equal(tensors, after.Tensors);
        // A leak of a single matrix of a layer in each step would be 64 MiB.
        Assert.InRange(after.Heap - heap, long.MinValue, 4 << 20);
        Assert.InRange(after.Resident - resident, long.MinValue, 32 << 20);
    }

    [Fact]
    public void A_step_that_leaks_is_seen()
    {
        var before = Measure();

        var leaked = Enumerable.Range(0, 100).Select(_ => zeros(Width, Width)).ToList();

        var after = Measure();
        Assert.Equal(before.Tensors + 100, after.Tensors);
        Assert.InRange(after.Heap - before.Heap, 100L * Width * Width * sizeof(float), long.MaxValue);
        leaked.ForEach(tensor => tensor.Dispose());
    }

    [Fact]
    public void Tensors_that_nobody_disposed_are_freed_by_the_collector()
    {
        var before = Measure().Tensors;

        Abandon();

        Assert.Equal(before, Measure().Tensors);

        // In a method of its own, whose frame is gone when the collector looks.
        [MethodImpl(MethodImplOptions.NoInlining)]
        void Abandon()
        {
            for (var i = 0; i < 100; i++)
            {
                _ = zeros(10);
            }
            Assert.Equal(before + 100, LiveTensors);
        }
    }

    [Fact]
    public void Frees_on_other_threads_and_frees_by_the_collector_count_once()
    {
        var before = Measure().Tensors;
        var tensors = Enumerable.Range(0, 1000).Select(_ => zeros(4)).ToArray();

        Parallel.ForEach(Enumerable.Range(0, 4), _ => Array.ForEach(tensors, tensor => tensor.Dispose()));

        Assert.Equal(before, LiveTensors);
    }

    private static Modules.Linear Layer(double step)
    {
        using var scope = NewDisposeScope();
        return new((PyTorchFigures.Wave(step, Width, Width) / Math.Sqrt(Width)).to(float32), zeros(Width));
    }

    private static void Train(
        Modules.Sequential network, Modules.AdamW optimizer, optim.lr_scheduler.LRScheduler schedule, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var input = (arange(32 * Width, float32) * (0.01 + step)).sin().reshape(32, Width);
            optimizer.zero_grad();
            functional.mse_loss(network.forward(input), input).backward();
            utils.clip_grad_norm_(network.parameters(), 1);
            optimizer.step();
            schedule.step();
        }
    }

    private static (long Tensors, long Heap, long Resident) Measure()
    {
        Garbage.Collect();
        return (LiveTensors, memory_stats(CPU).Allocated!.Value, Environment.WorkingSet);
    }
}
