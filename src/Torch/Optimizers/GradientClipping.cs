using Counterfactual.Torch.Modules;

namespace Counterfactual.Torch;

public static partial class torch
{
    /// <summary>How long the gradients are together, and what brings them to the length that is allowed.</summary>
    /// <param name="Norm">The norm of all gradients, of no dimensions: reading it waits for the device.</param>
    /// <param name="Scale">What the gradients are to be multiplied by, 0..1, of no dimensions.</param>
    public sealed record GradientClipping(Tensor Norm, Tensor Scale);

    public static partial class nn
    {
        /// <summary>What is done to gradients between the backward pass and the optimiser.</summary>
        public static class utils
        {
            /// <summary>
            /// What brings the norm of all gradients together to at most <paramref name="max_norm"/>. The gradients stay as they
            /// are: <see cref="AdamW.step"/> takes the scale, which spares a pass over them.
            /// </summary>
            /// <exception cref="ArgumentException">No parameter has a gradient.</exception>
            public static GradientClipping clipping(IEnumerable<Parameter> parameters, double max_norm)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                return Clipping(Gradients(parameters), max_norm);
            }

            /// <summary>
            /// Scales the gradients so that the norm of all of them together is at most <paramref name="max_norm"/>.
            /// </summary>
            /// <returns>The norm before, as a tensor of no dimensions: reading it waits for the device.</returns>
            /// <exception cref="ArgumentException">No parameter has a gradient.</exception>
            public static Tensor clip_grad_norm_(IEnumerable<Parameter> parameters, double max_norm)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                var gradients = Gradients(parameters);
                var (norm, scale) = Clipping(gradients, max_norm);
                foreach (var gradient in gradients)
                {
                    gradient.mul_(scale);
                }

                return norm.MoveToOuterDisposeScope();
            }

            private static Tensor[] Gradients(IEnumerable<Parameter> parameters)
            {
                ArgumentNullException.ThrowIfNull(parameters);
                var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
                return gradients.Length > 0
                    ? gradients
                    : throw new ArgumentException("no parameter has a gradient: call backward first", nameof(parameters));
            }

            private static GradientClipping Clipping(Tensor[] gradients, double maxNorm)
            {
                var norm = stack(_foreach_norm(gradients)).norm();
                var scale = (maxNorm / (norm + 1e-6)).clamp(max: 1.0);
                return new(norm.MoveToOuterDisposeScope(), scale.MoveToOuterDisposeScope());
            }
        }
    }
}
