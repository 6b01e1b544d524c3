using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>An amount of memory: <c>512MiB</c>, <c>1.5GiB</c>, <c>2GB</c>.</summary>
internal static class MemoryText
{
    /// <summary>The amount in bytes.</summary>
    public static Reading<long> Read(YamlNode node) =>
        node is YamlScalar scalar && ByteSize.Parse(scalar.Text) is { } bytes
            ? new(bytes, null)
            : Reading.Wrong<long>("memory", "an amount such as 512MiB or 2GiB", node);
}
