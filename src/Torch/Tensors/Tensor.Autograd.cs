using Counterfactual.Torch.Native;

namespace Counterfactual.Torch;

public static unsafe partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether operators on the tensor are recorded for differentiation.</summary>
        public bool requires_grad
        {
            get => Describe().RequiresGrad != 0;
            set => requires_grad_(value);
        }

        /// <summary>
        /// The gradient that <see cref="backward"/> summed up, or null. Reading gives a new handle on it, in the innermost scope.
        /// </summary>
        public Tensor? grad
        {
            get
            {
                nint gradient;
                TorchException.ThrowIf(NativeMethods.torch_tensor_grad(Handle, &gradient));
                GC.KeepAlive(this);
                return TakeOrNull(gradient);
            }

            set
            {
                TorchException.ThrowIf(NativeMethods.torch_tensor_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        /// <summary>Says whether operators on the tensor are recorded for differentiation.</summary>
        /// <returns>This tensor.</returns>
        /// <exception cref="TorchException">The elements are not real numbers, or the tensor is no leaf.</exception>
        public Tensor requires_grad_(bool required = true)
        {
            TorchException.ThrowIf(NativeMethods.torch_tensor_set_requires_grad(Handle, required ? (byte)1 : (byte)0));
            GC.KeepAlive(this);
            return this;
        }

        /// <summary>Adds the gradients of this tensor to the <see cref="grad"/> of the leaves that it was made from.</summary>
        /// <param name="gradient">What to multiply by, of this tensor's shape; may be left out for a single element.</param>
        /// <param name="retain_graph">Keep the graph for another pass.</param>
        /// <param name="create_graph">Record the pass itself, for second derivatives.</param>
        /// <exception cref="TorchException">The tensor is in no graph, or the graph is gone.</exception>
        public void backward(Tensor? gradient = null, bool retain_graph = false, bool create_graph = false)
        {
            var self = Handle;
            var given = gradient?.Handle ?? 0;
            var error = NativeMethods.torch_backward(
                &self, 1, gradient is null ? null : &given, (byte)(retain_graph || create_graph ? 1 : 0),
                (byte)(create_graph ? 1 : 0));
            GC.KeepAlive(gradient);
            GC.KeepAlive(this);
            TorchException.ThrowIf(error);
        }
    }

    /// <summary>Derivatives that are given back rather than summed up in leaves.</summary>
    public static class autograd
    {
        /// <summary>The gradients of the outputs' sum with respect to the inputs.</summary>
        /// <param name="outputs">What to differentiate.</param>
        /// <param name="inputs">With respect to what; any tensors of the graph.</param>
        /// <param name="grad_outputs">What to multiply by, one for each output; may be left out for single elements.</param>
        /// <param name="retain_graph">Keep the graph for another pass.</param>
        /// <param name="create_graph">Record the pass itself, for second derivatives.</param>
        /// <param name="allow_unused">Give null, rather than an error, for an input that the outputs do not depend on.</param>
        /// <exception cref="TorchException">An output is in no graph, an input is unused, or the graph is gone.</exception>
        public static Tensor?[] grad(
            IReadOnlyList<Tensor> outputs, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            ArgumentNullException.ThrowIfNull(outputs);
            ArgumentNullException.ThrowIfNull(inputs);
            if (grad_outputs is not null && grad_outputs.Count != outputs.Count)
            {
                throw new ArgumentException($"{grad_outputs.Count} gradients for {outputs.Count} outputs", nameof(grad_outputs));
            }
            var results = new nint[inputs.Count];
            fixed (nint* outputHandles = Handles(outputs))
            fixed (nint* inputHandles = Handles(inputs))
            fixed (nint* gradientHandles = grad_outputs is null ? null : Handles(grad_outputs))
            fixed (nint* resultHandles = results)
            {
                var error = NativeMethods.torch_gradients(
                    outputHandles, outputs.Count, inputHandles, inputs.Count, gradientHandles,
                    (byte)(retain_graph || create_graph ? 1 : 0), (byte)(create_graph ? 1 : 0), (byte)(allow_unused ? 1 : 0),
                    resultHandles);
                KeepAlive(outputs);
                KeepAlive(inputs);
                KeepAlive(grad_outputs ?? []);
                TorchException.ThrowIf(error);
            }
            return Array.ConvertAll(results, Tensor.TakeOrNull);
        }

        private static nint[] Handles(IReadOnlyList<Tensor> tensors) => [.. tensors.Select(tensor => tensor.Handle)];

        private static void KeepAlive(IReadOnlyList<Tensor> tensors)
        {
            foreach (var tensor in tensors)
            {
                GC.KeepAlive(tensor);
            }
        }
    }
}
