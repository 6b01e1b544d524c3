using Counterfactual.Torch.Native;

namespace Counterfactual.Torch;

public static unsafe partial class torch
{
    /// <summary>Whether operators on the calling thread are recorded for differentiation.</summary>
    public static bool is_grad_enabled() => NativeMethods.torch_grad_mode_get() != 0;

    /// <summary>Until it is disposed, nothing is recorded for differentiation on the calling thread.</summary>
    public static IDisposable no_grad() => set_grad_enabled(false);

    /// <summary>Until it is disposed, operators on the calling thread are recorded.</summary>
    public static IDisposable enable_grad() => set_grad_enabled(true);

    /// <summary>Until it is disposed, operators on the calling thread are recorded, or not.</summary>
    public static IDisposable set_grad_enabled(bool enabled) => new GradMode(enabled);

    /// <summary>
    /// Until it is disposed, the calling thread only infers: faster than <see cref="no_grad"/>, but the tensors that it
    /// makes can take no part in differentiation later.
    /// </summary>
    public static IDisposable inference_mode(bool enabled = true) => new InferenceMode(enabled);

    private sealed class GradMode : IDisposable
    {
        private readonly byte before = NativeMethods.torch_grad_mode_get();

        public GradMode(bool enabled) => NativeMethods.torch_grad_mode_set((byte)(enabled ? 1 : 0));

        public void Dispose() => NativeMethods.torch_grad_mode_set(before);
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint guard;

        public InferenceMode(bool enabled)
        {
            nint entered;
            TorchException.ThrowIf(NativeMethods.torch_inference_mode_enter((byte)(enabled ? 1 : 0), &entered));
            guard = entered;
        }

        public void Dispose() => NativeMethods.torch_inference_mode_leave(Interlocked.Exchange(ref guard, 0));
    }
}
