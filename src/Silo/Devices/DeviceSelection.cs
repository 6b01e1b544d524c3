namespace Counterfactual.Silo.Devices;

/// <summary>Which devices a silo offers: <c>cpu:N</c>, <c>cuda:all</c> or <c>cuda:0,1</c>.</summary>
public abstract record DeviceSelection
{
    private DeviceSelection()
    {
    }

    /// <summary>Reads a selection.</summary>
    /// <exception cref="FormatException">It has another form; the message says what is expected.</exception>
    public static DeviceSelection Parse(string text) => throw new NotImplementedException();

    /// <summary><paramref name="Count"/> processor devices of one thread each.</summary>
    /// <param name="Count">At least 1.</param>
    public sealed record Cpu(int Count) : DeviceSelection;

    /// <summary>CUDA devices by their ordinals.</summary>
    /// <param name="Ordinals">Ascending, distinct; null for all there are.</param>
    public sealed record Cuda(IReadOnlyList<int>? Ordinals) : DeviceSelection;
}
