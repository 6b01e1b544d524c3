using System.Text.Json;
using System.Text.Json.Serialization;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>How states are written: property names as they are, enumerations by name, nothing unknown accepted.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static string Write<TValue>(TValue value) => JsonSerializer.Serialize(value, Options);

    public static string? WriteOrNull<TValue>(TValue? value)
        where TValue : class => value is null ? null : Write(value);

    public static TValue Read<TValue>(string text) => JsonSerializer.Deserialize<TValue>(text, Options)!;
}
