using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What is done to gradients between the backward pass and the optimiser.</summary>
        public static class utils
        {
            /// <summary>
            /// Scales the gradients so that the norm of all of them together is at most <paramref name="max_norm"/>.
            /// </summary>
            /// <returns>The norm before, as a tensor of no dimensions: reading it waits for the device.</returns>
            /// <exception cref="ArgumentException">No parameter has a gradient.</exception>
            public static Tensor clip_grad_norm_(IEnumerable<Parameter> parameters, double max_norm)
            {
                ArgumentNullException.ThrowIfNull(parameters);
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
                if (gradients.Length == 0)
                {
                    throw new ArgumentException("no parameter has a gradient: call backward first", nameof(parameters));
                }
                var norm = stack(_foreach_norm(gradients)).norm();
                var scale = (max_norm / (norm + 1e-6)).clamp(max: 1.0);
                foreach (var gradient in gradients)
                {
                    gradient.mul_(scale);
                }
                return norm.MoveToOuterDisposeScope();
            }
        }
    }
}
