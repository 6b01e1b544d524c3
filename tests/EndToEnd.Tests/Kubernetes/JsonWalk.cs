using System.Text.Json;

namespace Counterfactual.EndToEnd.Tests.Kubernetes;

/// <summary>Short ways through JSON.</summary>
internal static class JsonWalk
{
    /// <summary>What is at a path of names and numbers, such as <c>spec/ports/0</c>; null where nothing is.</summary>
    public static JsonElement? At(this JsonElement element, string path)
    {
        JsonElement? here = element;
        foreach (var step in path.Split('/'))
        {
            here = here switch
            {
                { ValueKind: JsonValueKind.Object } node when node.TryGetProperty(step, out var child) => child,
                { ValueKind: JsonValueKind.Array } list when int.TryParse(step, out var index) && index < list.GetArrayLength() =>
                    list[index],
                _ => null,
            };
        }

        return here;
    }

    public static string? TextAt(this JsonElement element, string path) => element.At(path)?.ToString();

    public static IEnumerable<JsonElement> ListAt(this JsonElement element, string path) =>
        element.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The text fields of an object, such as labels.</summary>
    public static Dictionary<string, string> MapAt(this JsonElement element, string path) =>
        element.At(path) is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString())
            : [];

    /// <summary>Every object below an element that has a field.</summary>
    public static IEnumerable<JsonElement> WithField(this JsonElement element, string field) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            (property.Name == field ? [element] : Array.Empty<JsonElement>()).Concat(property.Value.WithField(field))),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => item.WithField(field)),
        _ => [],
    };
}
