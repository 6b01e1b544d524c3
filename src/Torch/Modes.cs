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

    /// <summary>
    /// Until it is disposed, operators on this type of device on the calling thread compute in a shorter type of elements
    /// where that is known to be safe.
    /// </summary>
    /// <param name="device">The type of device.</param>
    /// <param name="dtype">The shorter type: bfloat16 on a CPU, bfloat16 or float16 on a GPU.</param>
    /// <param name="enabled">False computes as usual, inside a region that is enabled.</param>
    public static IDisposable autocast(DeviceType device, ScalarType dtype = ScalarType.BFloat16, bool enabled = true) =>
        new Autocast(device, dtype, enabled);

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

    private sealed class Autocast : IDisposable
    {
        private readonly int device;
        private readonly byte before;
        private readonly int dtypeBefore;
        private bool isDisposed;

        public Autocast(DeviceType type, ScalarType dtype, bool enabled)
        {
            device = (int)type;
            byte wasEnabled;
            int wasType;
            TorchException.ThrowIf(NativeMethods.torch_autocast_get(device, &wasEnabled, &wasType));
            TorchException.ThrowIf(NativeMethods.torch_autocast_set(device, (byte)(enabled ? 1 : 0), (int)dtype));
            NativeMethods.torch_autocast_enter();
            (before, dtypeBefore) = (wasEnabled, wasType);
        }

        public void Dispose()
        {
            if (isDisposed)
            {
                return;
            }
            isDisposed = true;
            NativeMethods.torch_autocast_leave();
            TorchException.ThrowIf(NativeMethods.torch_autocast_set(device, before, dtypeBefore));
        }
    }
}
