using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>
        /// Parameters that an optimiser changes by the same settings. Schedules change the settings between steps.
        /// </summary>
        public sealed class ParamGroup
        {
            /// <summary>A group of named parameters.</summary>
            /// <param name="parameters">The parameters, by names that are unique in the optimiser:
            /// its state is kept by them.</param>
            /// <exception cref="ArgumentException">There is no parameter.</exception>
            public ParamGroup(IEnumerable<(string name, Parameter parameter)> parameters)
            {
                Parameters = [.. parameters];
                if (Parameters.Count == 0)
                {
                    throw new ArgumentException("a group needs at least one parameter", nameof(parameters));
                }
            }

            /// <summary>The parameters with their names.</summary>
            public IReadOnlyList<(string name, Parameter parameter)> Parameters { get; }

            /// <summary>The learning rate, from 0.</summary>
            public double LearningRate { get; set => field = AtLeastZero(value); } = 1e-3;

            /// <summary>How much of the mean gradient a step keeps, from 0 to below 1.</summary>
            public double Beta1 { get; set => field = BelowOne(value); } = 0.9;

            /// <summary>How much of the mean squared gradient a step keeps, from 0 to below 1.</summary>
            public double Beta2 { get; set => field = BelowOne(value); } = 0.999;

            /// <summary>What keeps the divisor from zero, from 0.</summary>
            public double Epsilon { get; set => field = AtLeastZero(value); } = 1e-8;

            /// <summary>How much of a parameter a step at learning rate 1 would take away, from 0.</summary>
            public double WeightDecay { get; set => field = AtLeastZero(value); } = 1e-2;

            private static double AtLeastZero(double value) =>
                value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "expected a number from 0");

            private static double BelowOne(double value) =>
                value is >= 0 and < 1
                    ? value
                    : throw new ArgumentOutOfRangeException(nameof(value), value, "expected a number from 0 to below 1");
        }
    }
}
