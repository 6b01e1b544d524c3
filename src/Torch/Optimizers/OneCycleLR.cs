using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch.optim.lr_scheduler;

namespace Counterfactual.Torch.Modules
{
    /// <summary>
    /// One cycle (Smith and Topin, arXiv 1708.07120) as PyTorch's OneCycleLR does it by default: the learning rate rises from
    /// max / div_factor to max and falls to max / div_factor / final_div_factor, while beta1 falls and rises;
    /// both by half cosines.
    /// </summary>
    public sealed class OneCycleLR : LRScheduler
    {
        private readonly OneCycleOptions options;

        internal OneCycleLR(AdamW optimizer, int total_steps, OneCycleOptions options)
            : base(optimizer, total_steps)
        {
            this.options = options;
            StepNumber = 0;
        }

        private protected override void Set(int step)
        {
            var endOfRise = options.RiseFraction * TotalSteps - 1;
            var initial = options.MaxLearningRate / options.DivFactor;
            var rising = step <= endOfRise;
            var progress = rising ? Progress(step, 0, endOfRise) : Progress(step, endOfRise, TotalSteps - 1);
            foreach (var group in Optimizer.param_groups)
            {
                group.LearningRate = rising
                    ? HalfCosine(initial, options.MaxLearningRate, progress)
                    : HalfCosine(options.MaxLearningRate, initial / options.FinalDivFactor, progress);
                group.Beta1 = rising
                    ? HalfCosine(options.MaxBeta1, options.BaseBeta1, progress)
                    : HalfCosine(options.BaseBeta1, options.MaxBeta1, progress);
            }
        }

        private static double Progress(double step, double start, double end) => end > start ? (step - start) / (end - start) : 1;

        private static double HalfCosine(double start, double end, double progress) =>
            end + (start - end) / 2 * (1 + Math.Cos(Math.PI * progress));
    }

    /// <summary>The settings of a one-cycle schedule; the defaults are PyTorch's.</summary>
    public sealed record OneCycleOptions
    {
        /// <summary>The highest learning rate, above 0.</summary>
        public required double MaxLearningRate { get; init => field = Above(0, value); }

        /// <summary>The part of the steps in which the learning rate rises, 0..1 (PyTorch: pct_start).</summary>
        public double RiseFraction
        {
            get;
            init =>
                field = value is >= 0 and <= 1
                    ? value
                    : throw new ArgumentOutOfRangeException(nameof(RiseFraction), value, "expected 0..1");
        } = 0.3;

        /// <summary>The highest learning rate over the first one, above 0.</summary>
        public double DivFactor { get; init => field = Above(0, value); } = 25;

        /// <summary>The first learning rate over the last one, above 0.</summary>
        public double FinalDivFactor { get; init => field = Above(0, value); } = 1e4;

        /// <summary>Beta1 at the highest learning rate, below 1 (PyTorch: base_momentum).</summary>
        public double BaseBeta1 { get; init => field = Above(0, value); } = 0.85;

        /// <summary>Beta1 at the first and the last step, below 1 (PyTorch: max_momentum).</summary>
        public double MaxBeta1 { get; init => field = Above(0, value); } = 0.95;

        private static double Above(double bound, double value) =>
            value > bound
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, $"expected a number above {bound}");
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
                /// <summary>One cycle of the learning rate and, the other way round, of beta1; PyTorch's defaults.</summary>
                public static OneCycleLR OneCycleLR(
                    AdamW optimizer, double max_lr, int total_steps, double pct_start = 0.3, double div_factor = 25,
                    double final_div_factor = 1e4) =>
                    new(optimizer, total_steps, new OneCycleOptions
                    {
                        MaxLearningRate = max_lr,
                        RiseFraction = pct_start,
                        DivFactor = div_factor,
                        FinalDivFactor = final_div_factor,
                    });
            }
        }
    }
}
