using System.Globalization;
using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;
using static Counterfactual.Torch.torch.optim;

namespace Counterfactual.Torch.Modules
{
    /// <summary>
    /// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101), in the order of PyTorch's AdamW: decay,
    /// moments, bias correction, step.
    /// </summary>
    public sealed class AdamW : IDisposable
    {
        private readonly Dictionary<string, Moments> state = [];

        /// <summary>An optimiser of groups of parameters.</summary>
        /// <exception cref="ArgumentException">A name is there twice.</exception>
        public AdamW(IEnumerable<ParamGroup> groups)
        {
            param_groups = [.. groups];
            foreach (var (name, _) in param_groups.SelectMany(group => group.Parameters))
            {
                if (!state.TryAdd(name, new Moments()))
                {
                    throw new ArgumentException($"the optimiser was given two parameters of the name '{name}'", nameof(groups));
                }
            }
        }

        /// <summary>The groups, each with its settings.</summary>
        public IReadOnlyList<ParamGroup> param_groups { get; }

        /// <summary>Changes every parameter that has a gradient.</summary>
        /// <param name="grad_scale">
        /// What the gradients are multiplied by first, of no dimensions; null for 1. They may be changed by it.
        /// </param>
        public void step(Tensor? grad_scale = null)
        {
            using var scope = NewDisposeScope();
            using var mode = no_grad();
            foreach (var group in param_groups)
            {
                foreach (var batch in Due(group).GroupBy(due => (due.Moments.Step, due.Parameter.device.type)))
                {
                    Update(group, batch.Key.Step, batch.Key.type, new Batch(batch), grad_scale);
                }
            }
        }

        /// <summary>Forgets the gradients.</summary>
        public void zero_grad()
        {
            foreach (var (_, parameter) in param_groups.SelectMany(group => group.Parameters))
            {
                parameter.grad = null;
            }
        }

        /// <summary>
        /// The state of every parameter that was ever changed: <c>NAME.step</c> (int64, of no dimensions), and
        /// <c>NAME.exp_avg</c> and <c>NAME.exp_avg_sq</c> of the parameter's shape. The last two are the tensors themselves,
        /// no copies.
        /// </summary>
        public IReadOnlyDictionary<string, Tensor> state_dict()
        {
            var tensors = new OrderedDictionary<string, Tensor>();
            foreach (var (name, _) in param_groups.SelectMany(group => group.Parameters))
            {
                if (state[name] is { Step: > 0 } moments)
                {
                    tensors.Add($"{name}.step", tensor(moments.Step));
                    tensors.Add($"{name}.exp_avg", moments.Mean!);
                    tensors.Add($"{name}.exp_avg_sq", moments.MeanOfSquares!);
                }
            }
            return tensors;
        }

        /// <summary>
        /// Takes over copies of a state that <see cref="state_dict"/> gave; a parameter that it lacks starts afresh.
        /// </summary>
        /// <exception cref="ArgumentException">A name is unknown or incomplete, or a shape differs;
        /// nothing is taken over then.</exception>
        public void load_state_dict(IReadOnlyDictionary<string, Tensor> source)
        {
            ArgumentNullException.ThrowIfNull(source);
            var parameters = param_groups.SelectMany(group => group.Parameters).ToList();
            var faults = AdamWState.Faults(parameters, source).ToList();
            if (faults.Count > 0)
            {
                throw new ArgumentException($"the state does not fit the optimiser: {string.Join("; ", faults)}", nameof(source));
            }
            using var scope = NewDisposeScope();
            using var mode = no_grad();
            foreach (var (name, parameter) in parameters)
            {
                state[name].Dispose();
                state[name] = new Moments();
                if (source.TryGetValue($"{name}.step", out var step))
                {
                    state[name].Start(parameter);
                    state[name].Step = step.item<long>();
                    state[name].Mean!.copy_(source[$"{name}.exp_avg"]);
                    state[name].MeanOfSquares!.copy_(source[$"{name}.exp_avg_sq"]);
                }
            }
        }

        /// <summary>Frees the state.</summary>
        public void Dispose()
        {
            foreach (var moments in state.Values)
            {
                moments.Dispose();
            }
        }

        private IEnumerable<(Parameter Parameter, Tensor Gradient, Moments Moments)> Due(ParamGroup group)
        {
            foreach (var (name, parameter) in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    var moments = state[name];
                    if (moments.Mean is null)
                    {
                        moments.Start(parameter);
                    }
                    moments.Step++;
                    yield return (parameter, gradient, moments);
                }
            }
        }

        private static void Update(ParamGroup group, long step, DeviceType device, Batch batch, Tensor? scale)
        {
            if (Operators.FusedAdamW.RunsOn(device))
            {
                UpdateFused(group, step, batch, scale);
            }
            else if (Operators.OnePassAdamW.RunsOn(device) && batch.IsPlain)
            {
                Operators.OnePassAdamW.Apply(
                    batch.Parameters, batch.Gradients, batch.Means, batch.MeansOfSquares,
                    group.LearningRate, group.Beta1, group.Beta2, group.WeightDecay, group.Epsilon, step, scale);
            }
            else
            {
                UpdateForeach(group, step, batch, scale);
            }
        }

        private static void UpdateFused(ParamGroup group, long step, Batch batch, Tensor? scale)
        {
            var steps = new Tensor[batch.Parameters.Length];
            Array.Fill(steps, full([], step, ScalarType.Float32, batch.Parameters[0].device));

            // It divides by what a scaler of losses multiplied by.
            Operators.FusedAdamW.Apply(
                batch.Parameters, batch.Gradients, batch.Means, batch.MeansOfSquares, Array.Empty<Tensor>(), steps,
                group.LearningRate, group.Beta1, group.Beta2, group.WeightDecay, group.Epsilon, false, false,
                scale?.reciprocal());
        }

        private static void UpdateForeach(ParamGroup group, long step, Batch batch, Tensor? scale)
        {
            foreach (var gradient in scale is null ? [] : batch.Gradients)
            {
                gradient.mul_(scale!);
            }

            var correction1 = 1 - Math.Pow(group.Beta1, step);
            var correction2 = 1 - Math.Pow(group.Beta2, step);
            _foreach_mul_(batch.Parameters, 1 - group.LearningRate * group.WeightDecay);
            _foreach_mul_(batch.Means, group.Beta1);
            _foreach_add_(batch.Means, batch.Gradients, 1 - group.Beta1);
            _foreach_mul_(batch.MeansOfSquares, group.Beta2);
            _foreach_addcmul_(batch.MeansOfSquares, batch.Gradients, batch.Gradients, 1 - group.Beta2);
            var divisors = _foreach_sqrt(batch.MeansOfSquares);
            _foreach_div_(divisors, Math.Sqrt(correction2));
            _foreach_add_(divisors, group.Epsilon);
            _foreach_addcdiv_(batch.Parameters, batch.Means, divisors, -group.LearningRate / correction1);
        }

        /// <summary>Parameters that a step changes together, and what belongs to them, in one order.</summary>
        private sealed class Batch(IEnumerable<(Parameter Parameter, Tensor Gradient, Moments Moments)> due)
        {
            private readonly (Parameter Parameter, Tensor Gradient, Moments Moments)[] entries = [.. due];

            public Tensor[] Parameters => field ??= Array.ConvertAll(entries, Tensor (entry) => entry.Parameter);

            public Tensor[] Gradients => field ??= Array.ConvertAll(entries, entry => entry.Gradient);

            public Tensor[] Means => field ??= Array.ConvertAll(entries, entry => entry.Moments.Mean!);

            /// <summary>Whether all elements lie one after the other in single precision.</summary>
            public bool IsPlain => Array.TrueForAll(
                Parameters, parameter => parameter.dtype == ScalarType.Float32 && parameter.is_contiguous());

            public Tensor[] MeansOfSquares => field ??= Array.ConvertAll(entries, entry => entry.Moments.MeanOfSquares!);
        }

        /// <summary>What the optimiser remembers of one parameter.</summary>
        private sealed class Moments : IDisposable
        {
            public long Step { get; set; }

            public Tensor? Mean { get; private set; }

            public Tensor? MeanOfSquares { get; private set; }

            public void Start(Parameter parameter)
            {
                Mean = zeros_like(parameter).DetachFromDisposeScope();
                MeanOfSquares = zeros_like(parameter).DetachFromDisposeScope();
            }

            public void Dispose()
            {
                Mean?.Dispose();
                MeanOfSquares?.Dispose();
            }
        }
    }
}

namespace Counterfactual.Torch
{
    public static partial class torch
    {
        /// <summary>Optimisers, and schedules of their settings.</summary>
        public static partial class optim
        {
            /// <summary>An AdamW optimiser of groups of parameters.</summary>
            public static AdamW AdamW(params ParamGroup[] groups) => new(groups);

            /// <summary>An AdamW optimiser of named parameters with the same settings.</summary>
            public static AdamW AdamW(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9,
                double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 1e-2) =>
                new([
                    new ParamGroup(parameters)
                    {
                        LearningRate = lr, Beta1 = beta1, Beta2 = beta2, Epsilon = eps, WeightDecay = weight_decay,
                    },
                ]);

            /// <summary>An AdamW optimiser of parameters with the same settings, named by their numbers.</summary>
            public static AdamW AdamW(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 1e-2) =>
                AdamW(
                    parameters.Select((parameter, number) => (number.ToString(CultureInfo.InvariantCulture), parameter)),
                    lr, beta1, beta2, eps, weight_decay);
        }
    }
}
