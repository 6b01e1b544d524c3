namespace Counterfactual.Grains.Runtime;

/// <summary>A grain method that changes nothing: it takes no lock and reads a snapshot.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>
/// A grain method without arguments whose outcome the caller does not wait for. Called within a turn, it runs in a turn of its
/// own soon after that one has committed, once for many such calls; it may be lost when its silo is killed.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

/// <summary>Marks a type that crosses grain boundaries or is stored.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;

/// <summary>The stable number of a member in its serialised form.</summary>
/// <param name="id">Unique within the type, never reused.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class IdAttribute(uint id) : Attribute
{
    /// <summary>Unique within the type, never reused.</summary>
    public uint Id { get; } = id;
}

/// <summary>The stable name of a type, so that it can be renamed in code.</summary>
/// <param name="alias">Unique within the system.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface)]
public sealed class AliasAttribute(string alias) : Attribute
{
    /// <summary>Unique within the system.</summary>
    public string Alias { get; } = alias;
}
