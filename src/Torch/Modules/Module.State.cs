using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            /// <summary>
            /// The parameters and buffers of the tree by their dotted names: the tensors themselves, no copies.
            /// </summary>
            public IReadOnlyDictionary<string, Tensor> state_dict()
            {
                var state = new OrderedDictionary<string, Tensor>();
                foreach (var (name, parameter) in named_parameters())
                {
                    state.Add(name, parameter);
                }
                foreach (var (name, buffer) in named_buffers())
                {
                    state.Add(name, buffer);
                }
                return state;
            }

            /// <summary>Copies values into the parameters and buffers of the same names, converting type and device.</summary>
            /// <param name="source">The values by dotted name.</param>
            /// <param name="strict">Whether every name must be on both sides. A shape must always be the same.</param>
            /// <param name="assign">
            /// Whether parameters take over the memory of the given tensors, with their type and device, instead of copying.
            /// Needed where the module has no memory of its own (<see cref="META"/>).
            /// </param>
            /// <exception cref="ArgumentException">
            /// Names are missing or unknown, or shapes differ: the message names each. Nothing is copied then.
            /// </exception>
            public void load_state_dict(IReadOnlyDictionary<string, Tensor> source, bool strict = true, bool assign = false)
            {
                ArgumentNullException.ThrowIfNull(source);
                var own = state_dict();
                var faults = new List<string>();
                if (strict)
                {
                    faults.AddRange(own.Keys.Where(name => !source.ContainsKey(name)).Select(name =>
                        $"'{name}' is missing; expected {Described(own[name])}"));
                    faults.AddRange(source.Keys.Where(name => !own.ContainsKey(name)).Select(name =>
                        $"'{name}' is unknown to {GetType().Name}"));
                }
                var common = own.Where(entry => source.ContainsKey(entry.Key)).ToList();
                faults.AddRange(common
                    .Where(entry => !entry.Value.shape.AsSpan().SequenceEqual(source[entry.Key].shape))
                    .Select(entry =>
                        $"'{entry.Key}' has the shape {Described(source[entry.Key])}; expected {Described(entry.Value)}"));
                if (faults.Count > 0)
                {
                    throw new ArgumentException(
                        $"the state does not fit {GetType().Name}: {string.Join("; ", faults)}", nameof(source));
                }
                using var mode = no_grad();
                foreach (var (name, tensor) in common)
                {
                    if (assign && tensor is Parameter parameter)
                    {
                        parameter.Assign(source[name]);
                    }
                    else
                    {
                        tensor.copy_(source[name]);
                    }
                }
            }

            private static string Described(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

            // The handles stay, and with them what optimisers and others hold; only the memory behind them is exchanged.
            internal void Convert(Func<Tensor, Tensor> convert)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                foreach (var tensor in parameters().Concat(buffers()))
                {
                    var gradient = tensor.grad;
                    tensor.grad = null;
                    Operators.SetData.Apply(tensor, convert(tensor));
                    tensor.grad = gradient is null ? null : convert(gradient);
                }
            }
        }
    }
}
