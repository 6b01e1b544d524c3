using Counterfactual.Torch.Native;
using Microsoft.Win32.SafeHandles;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch;

/// <summary>
/// A GPU's work that was recorded once and is launched as one (CUDA graphs): it runs again on the same tensors, whatever they
/// hold then. Worth it where kernels are shorter than their launches.
/// </summary>
public sealed unsafe class CudaGraph : SafeHandleZeroOrMinusOneIsInvalid
{
    private CudaGraph(nint graph)
        : base(ownsHandle: true) => SetHandle(graph);

    /// <summary>
    /// Whether work on a device can be recorded: on a GPU, where the native library was built with CUDA's headers.
    /// </summary>
    public static bool CanRecord(Device device) =>
        device.type == DeviceType.CUDA && NativeMethods.torch_graph_available() != 0;

    /// <summary>Records work, which is not done thereby.</summary>
    /// <param name="device">The GPU.</param>
    /// <param name="work">
    /// What to record. It is run twice, at first to let libraries make ready what cannot be recorded: both times it must do the
    /// same, wait for nothing on the device, and leave nothing behind that the other run would find. Tensors that it gives and
    /// those that it reads must outlive the graph.
    /// </param>
    /// <exception cref="TorchException">
    /// The native library was built without CUDA's headers, there is no such device, or the work cannot be recorded.
    /// </exception>
    public static CudaGraph Record(Device device, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        nint begun;
        TorchException.ThrowIf(NativeMethods.torch_graph_begin(Math.Max(device.index, 0), &begun));
        var graph = new CudaGraph(begun);
        try
        {
            using (NewDisposeScope())
            {
                work();
            }

            TorchException.ThrowIf(NativeMethods.torch_graph_record(graph.handle));
            work();
            TorchException.ThrowIf(NativeMethods.torch_graph_end(graph.handle));
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>Does the work once more; the calling thread does not wait for it.</summary>
    /// <exception cref="TorchException">It cannot be launched.</exception>
    public void Replay()
    {
        TorchException.ThrowIf(NativeMethods.torch_graph_replay(handle));
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.torch_graph_free(handle);
        return true;
    }
}
