using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch.optim.lr_scheduler;

namespace Counterfactual.Torch.Modules
{
    /// <summary>
    /// Linear warm-up and half a cosine: each group's learning rate l is l (s + 1) / w at the first w steps s, then
    /// l (1 + cos(pi (s - w) / (total - w))) / 2.
    /// </summary>
    public sealed class WarmupCosineLR : LRScheduler
    {
        private readonly int warmupSteps;
        private readonly double[] learningRates;

        internal WarmupCosineLR(AdamW optimizer, int warmup_steps, int total_steps)
            : base(optimizer, total_steps)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(warmup_steps);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(warmup_steps, total_steps);
            warmupSteps = warmup_steps;
            learningRates = [.. optimizer.param_groups.Select(group => group.LearningRate)];
            StepNumber = 0;
        }

        private protected override void Set(int step)
        {
            var factor = step < warmupSteps
                ? (step + 1.0) / warmupSteps
                : (1 + Math.Cos(Math.PI * (step - warmupSteps) / (TotalSteps - warmupSteps))) / 2;
            for (var i = 0; i < learningRates.Length; i++)
            {
                Optimizer.param_groups[i].LearningRate = learningRates[i] * factor;
            }
        }
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static partial class lr_scheduler
            {
                /// <summary>
                /// Linear warm-up, then half a cosine down to zero, from the learning rates that the groups have now.
                /// </summary>
                public static WarmupCosineLR WarmupCosineLR(AdamW optimizer, int warmup_steps, int total_steps) =>
                    new(optimizer, warmup_steps, total_steps);
            }
        }
    }
}
