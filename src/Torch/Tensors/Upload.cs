using Counterfactual.Torch.Native;
using Microsoft.Win32.SafeHandles;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch;

/// <summary>A copy of a tensor to a device that goes on beside what the device computes, and beside the calling thread.</summary>
/// <remarks>
/// That needs pinned memory: see <see cref="empty(long[], ScalarType, Device?, bool)"/>. On a CPU nothing is copied.
/// </remarks>
public sealed unsafe class Upload : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Begins the copy.</summary>
    /// <param name="source">A tensor on the CPU; it may be disposed of at once.</param>
    /// <param name="device">Where to.</param>
    /// <exception cref="TorchException">There is no such device, or no memory there.</exception>
    public Upload(Tensor source, Device device)
        : base(ownsHandle: true)
    {
        ArgumentNullException.ThrowIfNull(source);
        nint upload;
        TorchException.ThrowIf(NativeMethods.torch_upload_begin(
            source.Handle, (int)device.type, device.type == DeviceType.CPU ? -1 : Math.Max(device.index, 0), &upload));
        GC.KeepAlive(source);
        SetHandle(upload);
    }

    /// <summary>A copy of a small tensor on a device, for which the calling thread does not wait.</summary>
    public static Tensor Copy(Tensor source, Device device)
    {
        using var upload = new Upload(source, device);
        return upload.Take();
    }

    /// <summary>The tensor on the device. What is computed with it waits for the copy; the calling thread does not.</summary>
    public Tensor Take()
    {
        nint tensor;
        TorchException.ThrowIf(NativeMethods.torch_upload_take(handle, &tensor));
        GC.KeepAlive(this);
        return Tensor.Take(tensor);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.torch_upload_free(handle);
        return true;
    }
}
