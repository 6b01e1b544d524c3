using System.Text;

namespace Counterfactual.Silo.Trainers;

/// <summary>The end of what a process wrote, as text: where a library says why it gives up.</summary>
internal sealed class LastWords
{
    private const int Kept = 4096;

    private readonly Lock gate = new();
    private byte[] bytes = [];

    internal void Add(ReadOnlySpan<byte> written)
    {
        lock (gate)
        {
            var newest = written[Math.Max(0, written.Length - Kept)..];
            var older = bytes.AsSpan(Math.Max(0, bytes.Length + newest.Length - Kept));
            bytes = [.. older, .. newest];
        }
    }

    public override string ToString()
    {
        lock (gate)
        {
            return Encoding.UTF8.GetString(bytes);
        }
    }
}
